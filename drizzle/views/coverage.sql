CREATE OR REPLACE VIEW coverage AS
SELECT day, state, reason, expected, loaded, attempts, fetched_at, next_due_at, flags, last_answer
FROM stored_listings
WHERE kind = 'day';

COMMENT ON VIEW coverage IS 'One row per day in the ledger. One that was never asked for has none: those are in coverage_at and coverage_gaps.';
