CREATE OR REPLACE VIEW paper_uses AS
SELECT
  r.paper_id,
  f.first_day,
  r.kind,
  r.name,
  r.position,
  r.likes,
  r.downloads,
  r.first_seen,
  r.last_without,
  (r.first_seen AT TIME ZONE 'UTC')::date - f.first_day AS days_after
FROM linked_repositories r
CROSS JOIN LATERAL (
  SELECT min(l.day) AS first_day
  FROM stored_appearances a
  JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
  WHERE a.paper_id = r.paper_id AND a.kind = 'day'
) f;

COMMENT ON VIEW paper_uses IS 'One row per model, dataset or space that names a paper, from the paper''s own page. A page shows a few of each kind, so one may be older than its first reading.';
