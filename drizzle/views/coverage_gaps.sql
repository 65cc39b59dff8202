CREATE OR REPLACE VIEW coverage_gaps AS
SELECT day, state, reason, expected, loaded, flags FROM coverage_at((now() AT TIME ZONE 'UTC')::date) WHERE is_gap;

COMMENT ON VIEW coverage_gaps IS 'One row per day from the first known one to yesterday (UTC), and today once it was asked for, that is not known to be complete: coverage_at of today.';
