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
