CREATE OR REPLACE VIEW coverage AS
SELECT day, state, reason, expected, loaded, attempts, fetched_at, next_due_at, flags, last_answer
FROM stored_listings
WHERE kind = 'day';

COMMENT ON VIEW coverage IS 'One row per day in the ledger. One that was never asked for has none: those are in coverage_at and coverage_gaps.';
COMMENT ON COLUMN coverage.day IS 'day';
COMMENT ON COLUMN coverage.state IS 'as in listings';
COMMENT ON COLUMN coverage.reason IS 'why it stands so';
COMMENT ON COLUMN coverage.expected IS 'entries of the list, also those in quarantine; null while it was never read whole';
COMMENT ON COLUMN coverage.loaded IS 'papers on the list';
COMMENT ON COLUMN coverage.attempts IS 'failed attempts since the last success';
COMMENT ON COLUMN coverage.fetched_at IS 'when it was last fetched';
COMMENT ON COLUMN coverage.next_due_at IS 'when it is read again';
COMMENT ON COLUMN coverage.flags IS 'what is odd about the last reading, such as fewer-entries; null for nothing';
COMMENT ON COLUMN coverage.last_answer IS 'what the last try brought: listing, redirected, refused, none and the like';
