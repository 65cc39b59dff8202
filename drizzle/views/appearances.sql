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
COMMENT ON COLUMN appearances.kind IS 'kind of the listing';
COMMENT ON COLUMN appearances.key IS 'key of the listing';
COMMENT ON COLUMN appearances.paper_id IS 'paper';
COMMENT ON COLUMN appearances.rank IS 'rank in the last whole reading that held it, from 1; null when only parts of the list did';
COMMENT ON COLUMN appearances.submitted_by IS 'handle of who submitted it to this list, where the list says so';
COMMENT ON COLUMN appearances.submitted_by_id IS 'account of that submitter';
COMMENT ON COLUMN appearances.submitted_at IS 'when it was submitted to this list, where the list says so';
COMMENT ON COLUMN appearances.first_seen IS 'first reading that held it';
COMMENT ON COLUMN appearances.last_seen IS 'last reading that held it';
COMMENT ON COLUMN appearances.gone_at IS 'first whole reading without it; null while it is on the list';
