CREATE OR REPLACE FUNCTION votes_by_hour(first_day date, last_day date)
RETURNS TABLE (weekday int, hour int, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT extract(isodow FROM p.submitted_at AT TIME ZONE 'UTC')::int,
    extract(hour FROM p.submitted_at AT TIME ZONE 'UTC')::int, count(*), sum(p.upvotes)
  FROM papers p
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC' AND p.upvotes IS NOT NULL
  GROUP BY 1, 2
  ORDER BY 1, 2
$$;

COMMENT ON FUNCTION votes_by_hour(date, date) IS 'Papers and their votes by weekday (1 is Monday) and hour of submission, UTC, for papers submitted in a range of days.';
