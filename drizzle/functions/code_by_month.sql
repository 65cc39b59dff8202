CREATE OR REPLACE FUNCTION code_by_month(first_day date, last_day date)
RETURNS TABLE (month date, papers bigint, with_code bigint)
LANGUAGE sql STABLE
AS $$
  SELECT date_trunc('month', p.submitted_at AT TIME ZONE 'UTC')::date, count(*), count(p.repository)
  FROM papers p
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
  GROUP BY 1
  ORDER BY 1
$$;

COMMENT ON FUNCTION code_by_month(date, date) IS 'Papers by month of submission, and how many of them have a repository, in a range of days.';
