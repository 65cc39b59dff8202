CREATE TABLE "firings" (
	"schedule" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"fired_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "firings_schedule_due_at_pk" PRIMARY KEY("schedule","due_at")
);
--> statement-breakpoint
CREATE TABLE "paused_queues" (
	"queue" text PRIMARY KEY NOT NULL,
	"since" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "workers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"process" text NOT NULL,
	"version" text NOT NULL,
	"queues" text[] NOT NULL,
	"concurrency" smallint NOT NULL,
	"schedules" boolean NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	"alive_until" timestamp(3) with time zone NOT NULL,
	"in_hand" jsonb NOT NULL,
	"lots_done" integer NOT NULL,
	"ended_at" timestamp(3) with time zone
);
--> statement-breakpoint
COMMENT ON TABLE workers IS 'One row per worker: a process that takes lots of listings or captures from the queues. The queues themselves are in the schema pgboss.';
--> statement-breakpoint
COMMENT ON COLUMN workers.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN workers.host IS 'machine';
--> statement-breakpoint
COMMENT ON COLUMN workers.pid IS 'process id on that machine';
--> statement-breakpoint
COMMENT ON COLUMN workers.process IS 'tells this process from every other one, as in runs';
--> statement-breakpoint
COMMENT ON COLUMN workers.version IS 'version of Paperboy';
--> statement-breakpoint
COMMENT ON COLUMN workers.queues IS 'the queues that it takes lots from';
--> statement-breakpoint
COMMENT ON COLUMN workers.concurrency IS 'how many lots it has in hand at once, at most';
--> statement-breakpoint
COMMENT ON COLUMN workers.schedules IS 'whether it holds the schedules';
--> statement-breakpoint
COMMENT ON COLUMN workers.since IS 'when it began, by the clock of the database';
--> statement-breakpoint
COMMENT ON COLUMN workers.seen_at IS 'when it last gave a sign of life, by the clock of the database';
--> statement-breakpoint
COMMENT ON COLUMN workers.alive_until IS 'after this it counts as lost, and its lots go back; by the clock of the database';
--> statement-breakpoint
COMMENT ON COLUMN workers.in_hand IS 'the lots that it works on: queue, id, attempt, what, since';
--> statement-breakpoint
COMMENT ON COLUMN workers.lots_done IS 'how many lots it has worked off';
--> statement-breakpoint
COMMENT ON COLUMN workers.ended_at IS 'when it ended, or was found gone; null while it lives';
--> statement-breakpoint
COMMENT ON TABLE firings IS 'One row per firing of a schedule: its key makes each happen once, however many workers hold the schedule.';
--> statement-breakpoint
COMMENT ON COLUMN firings.schedule IS 'nightly, digests or dataset';
--> statement-breakpoint
COMMENT ON COLUMN firings.due_at IS 'the instant of the schedule that was fired';
--> statement-breakpoint
COMMENT ON COLUMN firings.fired_at IS 'when it was handed to the queue, by the clock of the database';
--> statement-breakpoint
COMMENT ON TABLE paused_queues IS 'Queues from which no worker takes lots until somebody types "queue resume".';
--> statement-breakpoint
COMMENT ON COLUMN paused_queues.queue IS 'listings, papers, replay or publish';
--> statement-breakpoint
COMMENT ON COLUMN paused_queues.since IS 'when it was paused, by the clock of the database';
--> statement-breakpoint
CREATE VIEW worker_log AS
SELECT
  id AS worker_id,
  version,
  queues,
  schedules,
  since,
  seen_at,
  ended_at IS NULL AND alive_until >= clock_timestamp() AS alive,
  jsonb_array_length(in_hand) AS lots_in_hand,
  lots_done,
  ended_at
FROM workers;
--> statement-breakpoint
COMMENT ON VIEW worker_log IS 'One row per worker, without where it runs.';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.worker_id IS 'number of the worker';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.version IS 'version of Paperboy';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.queues IS 'the queues that it takes lots from';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.schedules IS 'whether it holds the schedules';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.since IS 'when it began';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.seen_at IS 'when it last gave a sign of life';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.alive IS 'whether it works now: false when it has ended, or has been silent for 90 seconds';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.lots_in_hand IS 'how many lots it has in hand';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.lots_done IS 'how many lots it has worked off';
--> statement-breakpoint
COMMENT ON COLUMN worker_log.ended_at IS 'when it ended, or was found gone; null while it lives';
