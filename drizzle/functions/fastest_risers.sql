CREATE OR REPLACE FUNCTION fastest_risers(since timestamptz, until timestamptz, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, gained bigint, upvotes int)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY g.gained DESC, p.paper_id), p.paper_id, p.title, g.gained, p.upvotes
  FROM (
    SELECT v.paper_id, sum(v.gained) AS gained FROM vote_gains(since, until) v
    GROUP BY v.paper_id ORDER BY 2 DESC, 1 LIMIT most
  ) g
  JOIN papers p ON p.paper_id = g.paper_id
  ORDER BY 1
$$;

COMMENT ON FUNCTION fastest_risers(timestamptz, timestamptz, int) IS 'The papers that gained the most votes between two instants.';
