-- The field's own names for tables and columns.
ALTER TABLE "leftovers" RENAME TO "orphans";
--> statement-breakpoint
ALTER TABLE "orphans" RENAME COLUMN "depot_id" TO "body_store_id";
--> statement-breakpoint
ALTER TABLE "depots" RENAME TO "body_stores";
--> statement-breakpoint
ALTER TABLE "capture_bodies" RENAME COLUMN "depot_id" TO "body_store_id";
--> statement-breakpoint
ALTER TABLE "firings" RENAME TO "scheduled_runs";
--> statement-breakpoint
ALTER TABLE "scheduled_runs" RENAME COLUMN "fired_at" TO "enqueued_at";
--> statement-breakpoint
ALTER TABLE "quotas" RENAME COLUMN "egress" TO "quota_identity";
--> statement-breakpoint
ALTER TABLE "quotas" RENAME COLUMN "turn" TO "version";
--> statement-breakpoint
ALTER TABLE "subscribers" RENAME COLUMN "rhythm" TO "frequency";
--> statement-breakpoint
ALTER TABLE "observations" RENAME COLUMN "held" TO "on_hold";
--> statement-breakpoint
ALTER TABLE "paper_states" RENAME COLUMN "parties" TO "actors";
--> statement-breakpoint
ALTER TABLE "captures" RENAME COLUMN "way" TO "reader";
--> statement-breakpoint
ALTER TABLE "workers" RENAME COLUMN "in_hand" TO "active";
--> statement-breakpoint
ALTER TABLE "workers" RENAME COLUMN "lots_done" TO "jobs_done";
--> statement-breakpoint
ALTER TABLE "scheduled_runs" RENAME CONSTRAINT "firings_schedule_due_at_pk" TO "scheduled_runs_schedule_due_at_pk";
--> statement-breakpoint
ALTER TABLE "orphans" RENAME CONSTRAINT "leftovers_sha256_depot_id_pk" TO "orphans_sha256_body_store_id_pk";
--> statement-breakpoint
ALTER TABLE "orphans" RENAME CONSTRAINT "leftovers_depot_id_depots_id_fk" TO "orphans_body_store_id_body_stores_id_fk";
--> statement-breakpoint
ALTER TABLE "capture_bodies" RENAME CONSTRAINT "capture_bodies_depot_id_depots_id_fk" TO "capture_bodies_body_store_id_body_stores_id_fk";
--> statement-breakpoint
ALTER TABLE "body_stores" RENAME CONSTRAINT "depots_address_unique" TO "body_stores_address_unique";
--> statement-breakpoint
ALTER TABLE "body_stores" RENAME CONSTRAINT "depots_pkey" TO "body_stores_pkey";
--> statement-breakpoint
ALTER SEQUENCE "depots_id_seq" RENAME TO "body_stores_id_seq";
--> statement-breakpoint
ALTER TABLE "quotas" RENAME CONSTRAINT "quotas_site_egress_bucket_pk" TO "quotas_site_quota_identity_bucket_pk";
--> statement-breakpoint
ALTER INDEX "paper_states_parties" RENAME TO "paper_states_actors";
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.zstd IS 'the body, compressed; null where it lies in a body store';
--> statement-breakpoint
COMMENT ON TABLE body_stores IS 'One row per folder or bucket where bodies lie outside of the database.';
--> statement-breakpoint
COMMENT ON COLUMN body_stores.owner IS 'mark of the warehouse that writes to the body store: no other may';
--> statement-breakpoint
COMMENT ON TABLE scheduled_runs IS 'One row per scheduled run: its key makes each happen once, however many workers hold the schedule.';
--> statement-breakpoint
COMMENT ON COLUMN scheduled_runs.due_at IS 'when the schedule was due';
--> statement-breakpoint
COMMENT ON COLUMN scheduled_runs.enqueued_at IS 'when its job was enqueued, by the clock of the database';
--> statement-breakpoint
COMMENT ON TABLE orphans IS 'One row per body that may lie in a body store without a row that refers to it: noted before it is written, and when its row goes.';
--> statement-breakpoint
COMMENT ON COLUMN orphans.body_store_id IS 'body store in which it may lie';
--> statement-breakpoint
COMMENT ON COLUMN listings.flagged_since IS 'since when readings have been on hold for their flags';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.run_id IS 'run that sends it or sent it last';
--> statement-breakpoint
COMMENT ON COLUMN observations.on_hold IS 'true while it is too unlike the readings before it to be believed: it takes no part in the history';
--> statement-breakpoint
COMMENT ON TABLE quotas IS 'One row per site, quota identity and bucket of the site''s quota: what all runs of one address or account may still ask for.';
--> statement-breakpoint
COMMENT ON COLUMN quotas.quota_identity IS 'by what the site counts: a digest of the token, else the name of the address (PAPERBOY_QUOTA_IDENTITY), else the machine''s';
--> statement-breakpoint
COMMENT ON COLUMN quotas.version IS 'counts the changes';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.selection IS 'filters and order of what is told, as typed; the period comes from the frequency';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.frequency IS 'daily, weekly or monthly';
--> statement-breakpoint
COMMENT ON TABLE workers IS 'One row per worker: a process that runs queued jobs. The queues themselves are in the schema pgboss.';
--> statement-breakpoint
COMMENT ON COLUMN workers.queues IS 'queues whose jobs it runs';
--> statement-breakpoint
COMMENT ON COLUMN workers.concurrency IS 'how many jobs it runs at once, at most';
--> statement-breakpoint
COMMENT ON COLUMN workers.alive_until IS 'after this it counts as lost, and its jobs go back; by the clock of the database';
--> statement-breakpoint
COMMENT ON COLUMN workers.active IS 'its active jobs: queue, id, attempt, what, since';
--> statement-breakpoint
COMMENT ON COLUMN workers.jobs_done IS 'how many jobs it has finished';
--> statement-breakpoint
COMMENT ON TABLE paused_queues IS 'Queues whose jobs no worker runs until somebody types "queue resume".';
