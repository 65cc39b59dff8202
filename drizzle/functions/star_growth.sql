CREATE OR REPLACE FUNCTION star_growth(since timestamptz, until timestamptz, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, repository_name text, stars_before int, stars int, gained int)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY g.gained DESC, p.paper_id), p.paper_id, p.title, p.repository_name, g.before, g.after, g.gained
  FROM (
    SELECT w.paper_id, w.after, start.stars AS before, w.after - start.stars AS gained
    FROM (
      SELECT DISTINCT ON (s.paper_id) s.paper_id, s.stars AS after
      FROM snapshots s
      WHERE s.observed_at > since AND s.observed_at <= until AND s.stars IS NOT NULL
      ORDER BY s.paper_id, s.observed_at DESC
    ) w
    CROSS JOIN LATERAL (
      SELECT e.stars FROM (
        (SELECT s.stars, s.observed_at FROM snapshots s
         WHERE s.paper_id = w.paper_id AND s.observed_at <= since AND s.stars IS NOT NULL
         ORDER BY s.observed_at DESC LIMIT 1)
        UNION ALL
        (SELECT s.stars, s.observed_at FROM snapshots s
         WHERE s.paper_id = w.paper_id AND s.observed_at > since AND s.stars IS NOT NULL
         ORDER BY s.observed_at LIMIT 1)
      ) e ORDER BY e.observed_at LIMIT 1
    ) start
    WHERE w.after > start.stars
    ORDER BY gained DESC, w.paper_id LIMIT most
  ) g
  JOIN papers p ON p.paper_id = g.paper_id
  ORDER BY 1
$$;

COMMENT ON FUNCTION star_growth(timestamptz, timestamptz, int) IS 'The papers whose repositories gained the most stars between two instants.';
