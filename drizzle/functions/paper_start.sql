CREATE OR REPLACE FUNCTION paper_start(paper text) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
  SELECT least(
    coalesce(least(p.submitted_at, (
      SELECT min(coalesce(a.submitted_at, a.key::date::timestamp AT TIME ZONE 'UTC'))
      FROM appearances a WHERE a.paper_id = p.paper_id AND a.kind = 'day'
    )), p.published_at),
    (SELECT min(s.observed_at) FROM snapshots s WHERE s.paper_id = p.paper_id)
  )
  FROM papers p WHERE p.paper_id = paper
$$;

COMMENT ON FUNCTION paper_start(text) IS 'When votes for a paper began: its first submission to a day''s list, or that day where the time is not known; for a paper on no day''s list its publication, and at the latest when it was first seen.';
