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
COMMENT ON COLUMN quarantine_open.listing IS 'listing it was on, as it is typed';
COMMENT ON COLUMN quarantine_open.position IS 'place on the page, from 1';
COMMENT ON COLUMN quarantine_open.path IS 'field that could not be read';
COMMENT ON COLUMN quarantine_open.reason IS 'what was wrong';
COMMENT ON COLUMN quarantine_open.observed_at IS 'when it was read';
