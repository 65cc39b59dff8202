CREATE OR REPLACE VIEW history_conflicts AS
SELECT
  c.paper_id,
  c.observed_at,
  c.field,
  array_agg(c.told ORDER BY c.source COLLATE "C", c.told) AS counts,
  array_agg(c.source ORDER BY c.source COLLATE "C", c.told) AS sources
FROM (
  SELECT DISTINCT e.paper_id, e.observed_at, f.field, f.told, e.source
  FROM outside_counts e
  CROSS JOIN LATERAL (VALUES ('upvotes', e.upvotes), ('comments', e.comments), ('stars', e.stars)) f(field, told)
  WHERE f.told IS NOT NULL
  UNION ALL
  (
    -- Of several readings of one instant the last one that told the count, as everywhere.
    SELECT DISTINCT ON (e.paper_id, e.observed_at, f.field) e.paper_id, e.observed_at, f.field, f.told, 'paperboy'
    FROM (SELECT DISTINCT paper_id, observed_at FROM outside_counts) e
    JOIN stored_observations o ON o.observed_at = e.observed_at AND e.paper_id = ANY (o.paper_ids) AND NOT o.on_hold
    CROSS JOIN LATERAL (SELECT array_position(o.paper_ids, e.paper_id) AS place) at
    CROSS JOIN LATERAL (
      VALUES ('upvotes', o.upvotes[at.place]), ('comments', o.comments[at.place]), ('stars', o.stars[at.place])
    ) f(field, told)
    WHERE f.told IS NOT NULL
    ORDER BY e.paper_id, e.observed_at, f.field, o.kind COLLATE "C" DESC, o.key COLLATE "C" DESC,
      o.source COLLATE "C" DESC
  )
) c
GROUP BY c.paper_id, c.observed_at, c.field
HAVING count(DISTINCT c.told) > 1;

COMMENT ON VIEW history_conflicts IS 'One row per paper, instant and count of which two sources say different things. Of these only what Paperboy saw itself is in the history.';
