-- What readers may know of runs, rejected entries, drift and quota.
CREATE VIEW run_log AS
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
--> statement-breakpoint
CREATE VIEW quarantine_open AS
SELECT
  CASE WHEN kind = 'trending' THEN kind ELSE kind || ':' || key END AS listing,
  position,
  path,
  reason,
  observed_at
FROM quarantine
WHERE resolved_at IS NULL;
--> statement-breakpoint
CREATE VIEW drift_log AS
SELECT era, path, change, first_seen, last_seen, count, example FROM drift;
--> statement-breakpoint
CREATE VIEW quota_left AS
SELECT
  bucket,
  client LIKE '% with a token' AS with_token,
  (budget ->> 'left')::numeric::int AS remaining,
  (budget ->> 'limit')::numeric::int AS granted,
  to_timestamp((budget ->> 'endsBeforeMs')::double precision / 1000) AS resets_at
FROM quotas
WHERE jsonb_typeof(budget) = 'object';
--> statement-breakpoint
COMMENT ON VIEW run_log IS 'One row per run of a job, without what it was given and where it ran.';
--> statement-breakpoint
COMMENT ON COLUMN run_log.run_id IS 'number of the run';
--> statement-breakpoint
COMMENT ON COLUMN run_log.job IS 'job, such as nightly';
--> statement-breakpoint
COMMENT ON COLUMN run_log.version IS 'version of Paperboy';
--> statement-breakpoint
COMMENT ON COLUMN run_log.started_at IS 'when it began';
--> statement-breakpoint
COMMENT ON COLUMN run_log.ended_at IS 'when it ended; null while it runs, or when it was never heard of again';
--> statement-breakpoint
COMMENT ON COLUMN run_log.outcome IS 'done, partial, failed or interrupted; null until it ends';
--> statement-breakpoint
COMMENT ON COLUMN run_log.alive IS 'whether it is running now';
--> statement-breakpoint
COMMENT ON COLUMN run_log.exit_code IS 'what it exited with; null until it ends';
--> statement-breakpoint
COMMENT ON COLUMN run_log.counts IS 'what it did';
--> statement-breakpoint
COMMENT ON VIEW quarantine_open IS 'One row per entry that could not be read and waits for a better parser.';
--> statement-breakpoint
COMMENT ON COLUMN quarantine_open.listing IS 'listing it was on, as it is typed';
--> statement-breakpoint
COMMENT ON COLUMN quarantine_open.position IS 'place on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN quarantine_open.path IS 'field that could not be read';
--> statement-breakpoint
COMMENT ON COLUMN quarantine_open.reason IS 'what was wrong';
--> statement-breakpoint
COMMENT ON COLUMN quarantine_open.observed_at IS 'when it was read';
--> statement-breakpoint
COMMENT ON VIEW drift_log IS 'One row per difference between the pages and the shape that they are known to have.';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.era IS 'generation of pages';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.path IS 'key';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.change IS 'new, missing, or another type';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.first_seen IS 'when it was first seen';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.last_seen IS 'when it was last seen';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.count IS 'on how many entries';
--> statement-breakpoint
COMMENT ON COLUMN drift_log.example IS 'a value';
--> statement-breakpoint
COMMENT ON VIEW quota_left IS 'One row per bucket of the site''s rate limit, as the site last told it.';
--> statement-breakpoint
COMMENT ON COLUMN quota_left.bucket IS 'bucket, such as pages';
--> statement-breakpoint
COMMENT ON COLUMN quota_left.with_token IS 'whether it is that of a token';
--> statement-breakpoint
COMMENT ON COLUMN quota_left.remaining IS 'requests that were left in the window';
--> statement-breakpoint
COMMENT ON COLUMN quota_left.granted IS 'requests that a window has';
--> statement-breakpoint
COMMENT ON COLUMN quota_left.resets_at IS 'when the window ends at the latest';
