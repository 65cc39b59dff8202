CREATE OR REPLACE VIEW drift_log AS
SELECT era, path, change, first_seen, last_seen, count, example, ended_on FROM drift;

COMMENT ON VIEW drift_log IS 'One row per difference between the pages and the shape that they are known to have.';
