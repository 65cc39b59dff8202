CREATE OR REPLACE VIEW coverage_gaps AS
SELECT day, state, reason, expected, loaded, flags FROM coverage_at((now() AT TIME ZONE 'UTC')::date) WHERE is_gap;

COMMENT ON VIEW coverage_gaps IS 'One row per day from the first known one to yesterday (UTC), and today once it was asked for, that is not known to be whole: coverage_at of today.';
COMMENT ON COLUMN coverage_gaps.day IS 'day';
COMMENT ON COLUMN coverage_gaps.state IS 'as in listings; missing for a day that was never asked for';
COMMENT ON COLUMN coverage_gaps.reason IS 'why it stands so: never read, when it was last read where it may have grown since, or what the last answer was';
COMMENT ON COLUMN coverage_gaps.expected IS 'entries read plus entries rejected';
COMMENT ON COLUMN coverage_gaps.loaded IS 'entries read';
COMMENT ON COLUMN coverage_gaps.flags IS 'what is odd about the last reading';
