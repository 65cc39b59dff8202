CREATE OR REPLACE VIEW listings AS
SELECT kind, key, day, state, reason, expected, loaded, attempts, fetched_at, last_read_at, next_due_at, next_retry_at,
  flags, last_answer
FROM stored_listings;

COMMENT ON VIEW listings IS 'One row per listing that was ever asked for, of any kind; coverage has those of days.';
COMMENT ON COLUMN listings.kind IS 'kind, such as day';
COMMENT ON COLUMN listings.key IS 'key among its kind, such as 2026-06-03';
COMMENT ON COLUMN listings.day IS 'the day of one of the kind day; else null';
COMMENT ON COLUMN listings.state IS 'pending, open, complete, empty, redirected, failed or drift';
COMMENT ON COLUMN listings.reason IS 'why it stands so';
COMMENT ON COLUMN listings.expected IS 'entries of the list, also those in quarantine; null while it was never read whole';
COMMENT ON COLUMN listings.loaded IS 'papers on the list';
COMMENT ON COLUMN listings.attempts IS 'failed attempts since the last success';
COMMENT ON COLUMN listings.fetched_at IS 'when it was last fetched';
COMMENT ON COLUMN listings.last_read_at IS 'when it was last read as a list';
COMMENT ON COLUMN listings.next_due_at IS 'when it is read again';
COMMENT ON COLUMN listings.next_retry_at IS 'when it is tried again after a failure; null where the last try did not fail';
COMMENT ON COLUMN listings.flags IS 'what is odd about the last reading, such as fewer-entries; null for nothing';
COMMENT ON COLUMN listings.last_answer IS 'what the last try brought: listing, redirected, refused, none and the like';
