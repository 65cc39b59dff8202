-- The field's own names for tables and columns. The views take the natural names of ten tables; all tables move to a schema
-- of their own, which `db migrate` has made: it puts the name of that of this warehouse for "paperboy".
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
--> statement-breakpoint
ALTER TABLE "papers" RENAME TO "stored_papers";
--> statement-breakpoint
ALTER TABLE "paper_authors" RENAME TO "stored_paper_authors";
--> statement-breakpoint
ALTER TABLE "observations" RENAME TO "stored_observations";
--> statement-breakpoint
ALTER TABLE "comments" RENAME TO "stored_comments";
--> statement-breakpoint
ALTER TABLE "organizations" RENAME TO "stored_organizations";
--> statement-breakpoint
ALTER TABLE "paper_versions" RENAME TO "stored_paper_versions";
--> statement-breakpoint
ALTER TABLE "snapshots" RENAME TO "stored_snapshots";
--> statement-breakpoint
ALTER TABLE "listings" RENAME TO "stored_listings";
--> statement-breakpoint
ALTER TABLE "appearances" RENAME TO "stored_appearances";
--> statement-breakpoint
ALTER TABLE "accounts" RENAME TO "stored_accounts";
--> statement-breakpoint
ALTER TABLE "stored_accounts" RENAME CONSTRAINT "accounts_pkey" TO "stored_accounts_pkey";
--> statement-breakpoint
ALTER TABLE "stored_appearances" RENAME CONSTRAINT "appearances_kind_key_paper_id_pk" TO "stored_appearances_kind_key_paper_id_pk";
--> statement-breakpoint
ALTER TABLE "stored_appearances" RENAME CONSTRAINT "appearances_paper_id_papers_id_fk" TO "stored_appearances_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_appearances" RENAME CONSTRAINT "appearances_submitted_by_id_accounts_id_fk" TO "stored_appearances_submitted_by_id_stored_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_appearances" RENAME CONSTRAINT "appearances_kind_key_listings_kind_key_fk" TO "stored_appearances_kind_key_stored_listings_kind_key_fk";
--> statement-breakpoint
ALTER TABLE "stored_comments" RENAME CONSTRAINT "comments_paper_id_papers_id_fk" TO "stored_comments_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_comments" RENAME CONSTRAINT "comments_account_id_accounts_id_fk" TO "stored_comments_account_id_stored_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_comments" RENAME CONSTRAINT "comments_pkey" TO "stored_comments_pkey";
--> statement-breakpoint
ALTER TABLE "linked_repositories" RENAME CONSTRAINT "linked_repositories_paper_id_papers_id_fk" TO "linked_repositories_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_listings" RENAME CONSTRAINT "listings_kind_key_pk" TO "stored_listings_kind_key_pk";
--> statement-breakpoint
ALTER TABLE "stored_observations" RENAME CONSTRAINT "observations_kind_key_observed_at_source_pk" TO "stored_observations_kind_key_observed_at_source_pk";
--> statement-breakpoint
ALTER TABLE "stored_observations" RENAME CONSTRAINT "observations_kind_key_listings_kind_key_fk" TO "stored_observations_kind_key_stored_listings_kind_key_fk";
--> statement-breakpoint
ALTER TABLE "stored_organizations" RENAME CONSTRAINT "organizations_pkey" TO "stored_organizations_pkey";
--> statement-breakpoint
ALTER TABLE "stored_paper_authors" RENAME CONSTRAINT "paper_authors_paper_id_position_pk" TO "stored_paper_authors_paper_id_position_pk";
--> statement-breakpoint
ALTER TABLE "paper_texts" RENAME CONSTRAINT "paper_texts_paper_id_papers_id_fk" TO "paper_texts_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "paper_upvoters" RENAME CONSTRAINT "paper_upvoters_paper_id_papers_id_fk" TO "paper_upvoters_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "paper_upvoters" RENAME CONSTRAINT "paper_upvoters_account_id_accounts_id_fk" TO "paper_upvoters_account_id_stored_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_paper_versions" RENAME CONSTRAINT "paper_versions_paper_id_field_set_hash_pk" TO "stored_paper_versions_paper_id_field_set_hash_pk";
--> statement-breakpoint
ALTER TABLE "stored_paper_versions" RENAME CONSTRAINT "paper_versions_paper_id_papers_id_fk" TO "stored_paper_versions_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_papers" RENAME CONSTRAINT "papers_submitted_by_id_accounts_id_fk" TO "stored_papers_submitted_by_id_stored_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_papers" RENAME CONSTRAINT "papers_organization_id_organizations_id_fk" TO "stored_papers_organization_id_stored_organizations_id_fk";
--> statement-breakpoint
ALTER TABLE "stored_papers" RENAME CONSTRAINT "papers_pkey" TO "stored_papers_pkey";
--> statement-breakpoint
ALTER TABLE "stored_snapshots" RENAME CONSTRAINT "snapshots_paper_id_observed_at_pk" TO "stored_snapshots_paper_id_observed_at_pk";
--> statement-breakpoint
ALTER TABLE "stored_snapshots" RENAME CONSTRAINT "snapshots_paper_id_papers_id_fk" TO "stored_snapshots_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "unidentified_entries" RENAME CONSTRAINT "unidentified_entries_paper_id_papers_id_fk" TO "unidentified_entries_paper_id_stored_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "unidentified_entries" RENAME CONSTRAINT "unidentified_entries_kind_key_listings_kind_key_fk" TO "unidentified_entries_kind_key_stored_listings_kind_key_fk";
--> statement-breakpoint
ALTER TABLE "body_stores" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "capture_bodies" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "captures" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "cross_checks" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "delivered_papers" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "deliveries" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "drift" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "forgotten_captures" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "former_values" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "leases" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "linked_repositories" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "orphans" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "outside_counts" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "paper_states" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "paper_texts" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "paper_upvoters" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "paused_queues" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "quarantine" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "quotas" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "robots" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "runs" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "scheduled_runs" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_accounts" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_appearances" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_comments" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_listings" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_observations" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_organizations" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_paper_authors" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_paper_versions" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_papers" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "stored_snapshots" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "subscribers" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "unidentified_entries" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "workers" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "migrations" SET SCHEMA "paperboy";
--> statement-breakpoint
ALTER TABLE "definitions" SET SCHEMA "paperboy";
