CREATE OR REPLACE VIEW listings AS
SELECT kind, key, day, state, reason, expected, loaded, attempts, fetched_at, last_read_at, next_due_at, next_retry_at,
  flags, last_answer
FROM stored_listings;

COMMENT ON VIEW listings IS 'One row per listing that was ever asked for, of any kind; coverage has those of days.';
