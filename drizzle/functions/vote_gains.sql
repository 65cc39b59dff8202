-- The votes that a paper had when it was first seen were won since its start. Where that was before the span, nobody
-- knows how many of them were won within: a backfill must not make old papers rise.
CREATE OR REPLACE FUNCTION vote_gains(since timestamptz, until timestamptz)
RETURNS TABLE (paper_id text, observed_at timestamptz, gained int)
LANGUAGE sql STABLE
AS $$
  SELECT inside.paper_id, inside.observed_at,
    inside.upvotes - coalesce(inside.before, (
      SELECT s.upvotes FROM snapshots s
      WHERE s.paper_id = inside.paper_id AND s.observed_at <= since
      ORDER BY s.observed_at DESC LIMIT 1
    ), CASE WHEN inside.first AND paper_start(inside.paper_id) > since THEN 0 ELSE inside.upvotes END)
  FROM (
    SELECT s.paper_id, s.observed_at, s.upvotes,
      lag(s.upvotes) OVER steps AS before, row_number() OVER steps = 1 AS first
    FROM snapshots s
    WHERE s.observed_at > since AND s.observed_at <= until
    WINDOW steps AS (PARTITION BY s.paper_id ORDER BY s.observed_at)
  ) inside
$$;

COMMENT ON FUNCTION vote_gains(timestamptz, timestamptz) IS 'Votes that papers gained between two instants, one row per change. What a paper had when it was first seen was gained then, if its start (paper_start) lies between them; else it is no gain.';
