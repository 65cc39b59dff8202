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
COMMENT ON COLUMN worker_log.worker_id IS 'number of the worker';
COMMENT ON COLUMN worker_log.version IS 'version of Paperboy';
COMMENT ON COLUMN worker_log.queues IS 'the queues that it takes jobs from';
COMMENT ON COLUMN worker_log.schedules IS 'whether it holds the schedules';
COMMENT ON COLUMN worker_log.since IS 'when it began';
COMMENT ON COLUMN worker_log.seen_at IS 'when it last gave a sign of life';
COMMENT ON COLUMN worker_log.alive IS 'whether it works now: false when it has ended, or has been silent for 90 seconds';
COMMENT ON COLUMN worker_log.jobs_active IS 'how many jobs it works on';
COMMENT ON COLUMN worker_log.jobs_done IS 'how many jobs it has finished';
COMMENT ON COLUMN worker_log.ended_at IS 'when it ended, or was found gone; null while it lives';
