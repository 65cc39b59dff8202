CREATE OR REPLACE VIEW run_log AS
SELECT
  id AS run_id,
  job,
  version,
  started_at,
  ended_at,
  outcome,
  ended_at IS NULL AND alive_until >= clock_timestamp() AS alive,
  (counts ->> 'exitCode')::numeric::int AS exit_code,
  -- It may name addresses and folders.
  counts - 'firstFailure' AS counts
FROM runs;

COMMENT ON VIEW run_log IS 'One row per run of a job, without what it was given and where it ran.';
COMMENT ON COLUMN run_log.run_id IS 'number of the run';
COMMENT ON COLUMN run_log.job IS 'job, such as nightly';
COMMENT ON COLUMN run_log.version IS 'version of Paperboy';
COMMENT ON COLUMN run_log.started_at IS 'when it began';
COMMENT ON COLUMN run_log.ended_at IS 'when it ended; null while it runs, or when it was never heard of again';
COMMENT ON COLUMN run_log.outcome IS 'done, partial, failed or interrupted; null until it ends';
COMMENT ON COLUMN run_log.alive IS 'whether it is running now';
COMMENT ON COLUMN run_log.exit_code IS 'what it exited with; null until it ends';
COMMENT ON COLUMN run_log.counts IS 'what it did';
