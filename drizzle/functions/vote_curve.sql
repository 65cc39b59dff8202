CREATE OR REPLACE FUNCTION vote_curve(paper text)
RETURNS TABLE (observed_at timestamptz, hours double precision, upvotes int, gained int, comments int, stars int)
LANGUAGE sql STABLE
AS $$
  SELECT s.observed_at,
    round((extract(epoch FROM s.observed_at - min(s.observed_at) OVER ()) / 3600)::numeric, 1)::double precision,
    s.upvotes, s.upvotes - lag(s.upvotes) OVER (ORDER BY s.observed_at), s.comments, s.stars
  FROM snapshots s
  WHERE s.paper_id = paper
  ORDER BY s.observed_at
$$;

COMMENT ON FUNCTION vote_curve(text) IS 'How the counts of a paper grew: one row per change, with the hours since the first.';
