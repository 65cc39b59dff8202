CREATE OR REPLACE VIEW drift_log AS
SELECT era, path, change, first_seen, last_seen, count, example, ended_on FROM drift;

COMMENT ON VIEW drift_log IS 'One row per difference between the pages and the shape that they are known to have.';
COMMENT ON COLUMN drift_log.era IS 'generation of pages';
COMMENT ON COLUMN drift_log.path IS 'key';
COMMENT ON COLUMN drift_log.change IS 'new, missing, or another type';
COMMENT ON COLUMN drift_log.first_seen IS 'when it was first seen';
COMMENT ON COLUMN drift_log.last_seen IS 'when it was last seen';
COMMENT ON COLUMN drift_log.count IS 'on how many entries';
COMMENT ON COLUMN drift_log.example IS 'a value';
COMMENT ON COLUMN drift_log.ended_on IS 'first day whose list is as known again, once three of them are; null while it lasts, and for new keys';
