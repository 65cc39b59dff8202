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
COMMENT ON COLUMN paper_uses.paper_id IS 'paper';
COMMENT ON COLUMN paper_uses.first_day IS 'first day on whose list the paper was; null when none had it';
COMMENT ON COLUMN paper_uses.kind IS 'model, dataset or space';
COMMENT ON COLUMN paper_uses.name IS 'owner/name';
COMMENT ON COLUMN paper_uses.position IS 'place among its kind on the page, from 1';
COMMENT ON COLUMN paper_uses.likes IS 'likes; null until the API told them';
COMMENT ON COLUMN paper_uses.downloads IS 'downloads; null until the API told them, and for a space';
COMMENT ON COLUMN paper_uses.first_seen IS 'first reading of the page that had it: it came between last_without and then';
COMMENT ON COLUMN paper_uses.last_without IS 'last reading before that, which did not; null when the first one had it';
COMMENT ON COLUMN paper_uses.days_after IS 'days from first_day to first_seen (UTC): it came that soon or sooner';
