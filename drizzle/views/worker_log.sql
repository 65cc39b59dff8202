CREATE OR REPLACE VIEW worker_log AS
SELECT
  id AS worker_id,
  version,
  queues,
  schedules,
  since,
  seen_at,
  ended_at IS NULL AND alive_until >= clock_timestamp() AS alive,
  jsonb_array_length(active) AS jobs_active,
  jobs_done,
  ended_at
FROM workers;

COMMENT ON VIEW worker_log IS 'One row per worker, without where it runs.';
