CREATE OR REPLACE VIEW quarantine_open AS
SELECT
  CASE WHEN kind = 'trending' THEN kind ELSE kind || ':' || key END AS listing,
  position,
  path,
  reason,
  observed_at
FROM quarantine
WHERE resolved_at IS NULL;

COMMENT ON VIEW quarantine_open IS 'One row per entry that could not be read and waits for a better parser.';
