CREATE OR REPLACE VIEW appearances AS
SELECT
  a.kind,
  a.key,
  a.paper_id,
  a.rank,
  s.handle AS submitted_by,
  a.submitted_by_id,
  a.submitted_at,
  a.first_seen,
  coalesce(a.last_seen, l.last_read_at) AS last_seen,
  a.gone_at
FROM stored_appearances a
LEFT JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
LEFT JOIN stored_accounts s ON s.id = a.submitted_by_id;

COMMENT ON VIEW appearances IS 'One row per listing of any kind and paper on it, now or once.';
