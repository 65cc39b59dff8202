-- The tables, with what they need. Views are in views/ and functions in functions/; functions are there before this runs.
-- Trigrams, for titles with typing errors. Part of every Postgres distribution; any owner of a database may add it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"fullname" text,
	"avatar_url" text,
	"kind" text,
	"is_pro" boolean,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "appearances" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"paper_id" text NOT NULL,
	"rank" integer,
	"submitted_by_id" text,
	"submitted_at" timestamp(3) with time zone,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_seen" timestamp(3) with time zone,
	"gone_at" timestamp(3) with time zone,
	"note" text,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "appearances_kind_key_paper_id_pk" PRIMARY KEY("kind","key","paper_id")
);
--> statement-breakpoint
CREATE TABLE "capture_bodies" (
	"sha256" text PRIMARY KEY NOT NULL,
	"bytes" integer NOT NULL,
	"zstd" "bytea",
	"depot_id" integer,
	CONSTRAINT "capture_bodies_in_one_place" CHECK (("capture_bodies"."zstd" is null) <> ("capture_bodies"."depot_id" is null))
);
--> statement-breakpoint
CREATE TABLE "captures" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "captures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"form" text NOT NULL,
	"fetched_at" timestamp(3) with time zone NOT NULL,
	"sha256" text NOT NULL,
	"url" text NOT NULL,
	"final_url" text NOT NULL,
	"status" smallint NOT NULL,
	"headers" jsonb NOT NULL,
	"fetched_with" text NOT NULL,
	"way" text,
	"era" text,
	"loaded" boolean DEFAULT false NOT NULL,
	"outcome" text,
	"reason" text,
	"found" text,
	"retry_at" timestamp(3) with time zone,
	"parser_version" integer,
	"token" bigint,
	"drift" jsonb,
	"run_id" bigint NOT NULL,
	CONSTRAINT "captures_once" UNIQUE("kind","key","form","fetched_at","sha256")
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" text PRIMARY KEY NOT NULL,
	"paper_id" text NOT NULL,
	"parent_id" text,
	"position" integer NOT NULL,
	"account_id" text,
	"kind" text,
	"text" text,
	"created_at" timestamp(3) with time zone,
	"edited_at" timestamp(3) with time zone,
	"hidden" boolean NOT NULL,
	"reactions" integer,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cross_checks" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"checked_at" timestamp(3) with time zone NOT NULL,
	"on_page" integer NOT NULL,
	"in_api" integer NOT NULL,
	"only_on_page" text[] NOT NULL,
	"only_in_api" text[] NOT NULL,
	"other_votes" text[] NOT NULL,
	"agrees" boolean NOT NULL,
	"run_id" bigint NOT NULL,
	CONSTRAINT "cross_checks_kind_key_checked_at_pk" PRIMARY KEY("kind","key","checked_at")
);
--> statement-breakpoint
CREATE TABLE "delivered_papers" (
	"subscriber_id" bigint NOT NULL,
	"paper_id" text NOT NULL,
	"reason" text NOT NULL,
	"message_id" text NOT NULL,
	"upvotes" integer,
	CONSTRAINT "delivered_papers_subscriber_id_paper_id_reason_pk" PRIMARY KEY("subscriber_id","paper_id","reason")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"message_id" text PRIMARY KEY NOT NULL,
	"subscriber_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"slot" text NOT NULL,
	"state" text NOT NULL,
	"mail" jsonb,
	"considered" text[],
	"prepared_at" timestamp(3) with time zone NOT NULL,
	"attempts" smallint NOT NULL,
	"next_try_at" timestamp(3) with time zone,
	"sent_at" timestamp(3) with time zone,
	"via" text,
	"reason" text,
	"run_id" bigint NOT NULL,
	CONSTRAINT "deliveries_once" UNIQUE("subscriber_id","kind","slot")
);
--> statement-breakpoint
CREATE TABLE "depots" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "depots_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"address" text NOT NULL,
	"owner" uuid DEFAULT gen_random_uuid() NOT NULL,
	CONSTRAINT "depots_address_unique" UNIQUE("address")
);
--> statement-breakpoint
CREATE TABLE "drift" (
	"era" text NOT NULL,
	"path" text NOT NULL,
	"change" text NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	"count" bigint NOT NULL,
	"example" text NOT NULL,
	"ended_on" date,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "drift_era_path_change_pk" PRIMARY KEY("era","path","change")
);
--> statement-breakpoint
CREATE TABLE "firings" (
	"schedule" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"fired_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "firings_schedule_due_at_pk" PRIMARY KEY("schedule","due_at")
);
--> statement-breakpoint
CREATE TABLE "forgotten_captures" (
	"capture_id" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"form" text NOT NULL,
	"fetched_at" timestamp(3) with time zone NOT NULL,
	"sha256" text NOT NULL,
	"url" text NOT NULL,
	"fetched_with" text NOT NULL,
	"reason" text,
	"forgotten_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "former_values" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"field" text NOT NULL,
	"value" text NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "former_values_kind_id_field_value_pk" PRIMARY KEY("kind","id","field","value")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"run_id" bigint NOT NULL,
	"token" bigint GENERATED ALWAYS AS IDENTITY (sequence name "leases_token_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "leases_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
CREATE TABLE "leftovers" (
	"sha256" text NOT NULL,
	"depot_id" integer NOT NULL,
	"removable_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "leftovers_sha256_depot_id_pk" PRIMARY KEY("sha256","depot_id")
);
--> statement-breakpoint
CREATE TABLE "linked_repositories" (
	"paper_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"likes" integer,
	"downloads" bigint,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_without" timestamp(3) with time zone,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "linked_repositories_paper_id_kind_name_pk" PRIMARY KEY("paper_id","kind","name")
);
--> statement-breakpoint
CREATE TABLE "listings" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"day" date,
	"state" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_retry_at" timestamp(3) with time zone,
	"next_due_at" timestamp(3) with time zone,
	"fetched_at" timestamp(3) with time zone,
	"last_read_at" timestamp(3) with time zone,
	"content_hash" text,
	"expected" integer,
	"loaded" integer,
	"flags" text[],
	"flagged_since" timestamp(3) with time zone,
	"last_answer" text,
	"failure" jsonb,
	"redirected_to" text,
	"previous_key" text,
	"next_key" text,
	"era" text,
	"parser_version" integer,
	"run_id" bigint,
	"capture_id" bigint,
	CONSTRAINT "listings_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"source" text NOT NULL,
	"complete" boolean NOT NULL,
	"partial_fields" boolean DEFAULT false NOT NULL,
	"layout_changed" boolean DEFAULT false NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"filled" jsonb,
	"previous_key" text,
	"next_key" text,
	"content_hash" text,
	"digest" text,
	"paper_ids" text[] NOT NULL,
	"ranks" integer[] NOT NULL,
	"upvotes" integer[] NOT NULL,
	"comments" integer[] NOT NULL,
	"stars" integer[] NOT NULL,
	"states" text[],
	"notes" jsonb,
	"held" boolean DEFAULT false NOT NULL,
	"flags" text[],
	"reason" text,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "observations_kind_key_observed_at_source_pk" PRIMARY KEY("kind","key","observed_at","source")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"name" text,
	"avatar_url" text,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outside_counts" (
	"paper_id" text NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"source" text NOT NULL,
	"upvotes" integer,
	"comments" integer,
	"stars" integer,
	"run_id" bigint NOT NULL,
	CONSTRAINT "outside_counts_once" UNIQUE NULLS NOT DISTINCT("paper_id","observed_at","source","upvotes","comments","stars")
);
--> statement-breakpoint
CREATE TABLE "paper_authors" (
	"paper_id" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"hidden" boolean NOT NULL,
	"account_id" text,
	"claim" text,
	"claim_changed_at" timestamp(3) with time zone,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "paper_authors_paper_id_position_pk" PRIMARY KEY("paper_id","position")
);
--> statement-breakpoint
CREATE TABLE "paper_states" (
	"paper_id" text NOT NULL,
	"hash" text NOT NULL,
	"state" jsonb NOT NULL,
	"parties" text[] NOT NULL,
	CONSTRAINT "paper_states_paper_id_hash_pk" PRIMARY KEY("paper_id","hash")
);
--> statement-breakpoint
CREATE TABLE "paper_texts" (
	"paper_id" text PRIMARY KEY NOT NULL,
	"text_hash" text NOT NULL,
	"title" text NOT NULL,
	"keywords" text[] NOT NULL,
	"search" "tsvector" NOT NULL,
	"built_with" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_upvoters" (
	"paper_id" text NOT NULL,
	"account_id" text NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "paper_upvoters_paper_id_account_id_pk" PRIMARY KEY("paper_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "paper_versions" (
	"paper_id" text NOT NULL,
	"field_set" text NOT NULL,
	"hash" text NOT NULL,
	"fields" jsonb NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_seen" timestamp(3) with time zone,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "paper_versions_paper_id_field_set_hash_pk" PRIMARY KEY("paper_id","field_set","hash")
);
--> statement-breakpoint
CREATE TABLE "papers" (
	"id" text PRIMARY KEY NOT NULL,
	"version" smallint,
	"title" text NOT NULL,
	"title_key" text NOT NULL,
	"abstract" text,
	"published_at" timestamp(3) with time zone,
	"submitted_at" timestamp(3) with time zone,
	"submitted_by_id" text,
	"organization_id" text,
	"upvotes" integer,
	"comments" integer,
	"stars" integer,
	"repository" text,
	"repository_name" text,
	"repository_added_by" text,
	"project_page" text,
	"discussion_id" text,
	"thumbnail_url" text,
	"media_urls" text[],
	"keywords" text[],
	"ai_summary" text,
	"ai_summary_model" text,
	"author_participating" boolean,
	"withdrawn_at" timestamp(3) with time zone,
	"author_count" integer,
	"authors_hash" text,
	"daily_rank" integer,
	"linked_models" integer,
	"linked_datasets" integer,
	"linked_spaces" integer,
	"extra" jsonb,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paused_queues" (
	"queue" text PRIMARY KEY NOT NULL,
	"since" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"capture_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"path" text NOT NULL,
	"reason" text NOT NULL,
	"raw" jsonb,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"resolved_at" timestamp(3) with time zone,
	"run_id" bigint NOT NULL,
	CONSTRAINT "quarantine_capture_id_position_pk" PRIMARY KEY("capture_id","position")
);
--> statement-breakpoint
CREATE TABLE "quotas" (
	"site" text NOT NULL,
	"egress" text NOT NULL,
	"bucket" text NOT NULL,
	"budget" jsonb,
	"turn" integer NOT NULL,
	CONSTRAINT "quotas_site_egress_bucket_pk" PRIMARY KEY("site","egress","bucket")
);
--> statement-breakpoint
CREATE TABLE "robots" (
	"site" text PRIMARY KEY NOT NULL,
	"verdict" text NOT NULL,
	"reason" text NOT NULL,
	"rules" text,
	"checked_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"job" text NOT NULL,
	"arguments" jsonb NOT NULL,
	"version" text NOT NULL,
	"parser_version" integer NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"process" text NOT NULL,
	"alive_until" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"outcome" text,
	"counts" jsonb,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"paper_id" text NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"upvotes" integer,
	"comments" integer,
	"stars" integer,
	"run_id" bigint NOT NULL,
	"capture_id" bigint,
	"source" text,
	CONSTRAINT "snapshots_paper_id_observed_at_pk" PRIMARY KEY("paper_id","observed_at")
);
--> statement-breakpoint
CREATE TABLE "subscribers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscribers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"address" text NOT NULL,
	"selection" text NOT NULL,
	"rhythm" text NOT NULL,
	"hour" smallint NOT NULL,
	"zone" text NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"secret" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"active_since" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "unidentified_entries" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"source" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"title_key" text NOT NULL,
	"abstract" text,
	"author_count" integer,
	"organization" text,
	"organization_name" text,
	"published_on" date,
	"comments" integer,
	"links" text[] NOT NULL,
	"paper_id" text,
	"confidence" double precision,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "unidentified_entries_kind_key_observed_at_source_position_pk" PRIMARY KEY("kind","key","observed_at","source","position")
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
ALTER TABLE "appearances" ADD CONSTRAINT "appearances_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "appearances" ADD CONSTRAINT "appearances_submitted_by_id_accounts_id_fk" FOREIGN KEY ("submitted_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;
--> statement-breakpoint
ALTER TABLE "appearances" ADD CONSTRAINT "appearances_kind_key_listings_kind_key_fk" FOREIGN KEY ("kind","key") REFERENCES "public"."listings"("kind","key") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "capture_bodies" ADD CONSTRAINT "capture_bodies_depot_id_depots_id_fk" FOREIGN KEY ("depot_id") REFERENCES "public"."depots"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "captures" ADD CONSTRAINT "captures_sha256_capture_bodies_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."capture_bodies"("sha256") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;
--> statement-breakpoint
ALTER TABLE "delivered_papers" ADD CONSTRAINT "delivered_papers_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "delivered_papers" ADD CONSTRAINT "delivered_papers_message_id_deliveries_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."deliveries"("message_id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "leftovers" ADD CONSTRAINT "leftovers_depot_id_depots_id_fk" FOREIGN KEY ("depot_id") REFERENCES "public"."depots"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "linked_repositories" ADD CONSTRAINT "linked_repositories_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_kind_key_listings_kind_key_fk" FOREIGN KEY ("kind","key") REFERENCES "public"."listings"("kind","key") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "paper_texts" ADD CONSTRAINT "paper_texts_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "paper_upvoters" ADD CONSTRAINT "paper_upvoters_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "paper_upvoters" ADD CONSTRAINT "paper_upvoters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;
--> statement-breakpoint
ALTER TABLE "paper_versions" ADD CONSTRAINT "paper_versions_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "papers" ADD CONSTRAINT "papers_submitted_by_id_accounts_id_fk" FOREIGN KEY ("submitted_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;
--> statement-breakpoint
ALTER TABLE "papers" ADD CONSTRAINT "papers_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE cascade;
--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "unidentified_entries" ADD CONSTRAINT "unidentified_entries_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "unidentified_entries" ADD CONSTRAINT "unidentified_entries_kind_key_listings_kind_key_fk" FOREIGN KEY ("kind","key") REFERENCES "public"."listings"("kind","key") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "accounts_handle" ON "accounts" USING btree ("handle");
--> statement-breakpoint
CREATE INDEX "appearances_paper" ON "appearances" USING btree ("paper_id");
--> statement-breakpoint
CREATE INDEX "appearances_submitter" ON "appearances" USING btree ("submitted_by_id");
--> statement-breakpoint
CREATE INDEX "captures_to_load" ON "captures" USING btree ("fetched_at") WHERE not loaded;
--> statement-breakpoint
CREATE INDEX "captures_drifted" ON "captures" USING btree ("era") WHERE drift is not null;
--> statement-breakpoint
CREATE INDEX "comments_paper" ON "comments" USING btree ("paper_id","position");
--> statement-breakpoint
CREATE INDEX "delivered_papers_of_mail" ON "delivered_papers" USING btree ("message_id");
--> statement-breakpoint
CREATE INDEX "deliveries_waiting" ON "deliveries" USING btree ("prepared_at") WHERE state in ('prepared', 'claimed', 'sending', 'deferred');
--> statement-breakpoint
CREATE INDEX "forgotten_captures_once" ON "forgotten_captures" USING btree ("kind","key","form","fetched_at","sha256");
--> statement-breakpoint
CREATE INDEX "former_values_handle" ON "former_values" USING btree ("kind","value") WHERE field = 'handle';
--> statement-breakpoint
CREATE INDEX "leases_run" ON "leases" USING btree ("run_id");
--> statement-breakpoint
CREATE INDEX "listings_due" ON "listings" USING btree ("next_due_at") WHERE next_due_at is not null;
--> statement-breakpoint
CREATE INDEX "listings_day" ON "listings" USING btree ("day") WHERE kind = 'day';
--> statement-breakpoint
CREATE INDEX "observations_observed" ON "observations" USING btree ("observed_at");
--> statement-breakpoint
CREATE INDEX "organizations_handle" ON "organizations" USING btree ("handle");
--> statement-breakpoint
CREATE INDEX "paper_authors_name" ON "paper_authors" USING btree ("name");
--> statement-breakpoint
CREATE INDEX "paper_authors_account" ON "paper_authors" USING btree ("account_id") WHERE account_id is not null;
--> statement-breakpoint
CREATE INDEX "paper_states_parties" ON "paper_states" USING gin ("parties");
--> statement-breakpoint
CREATE INDEX "paper_texts_built_with" ON "paper_texts" USING btree ("built_with");
--> statement-breakpoint
CREATE INDEX "paper_texts_search" ON "paper_texts" USING gin ("search");
--> statement-breakpoint
CREATE INDEX "paper_texts_keywords" ON "paper_texts" USING gin ("keywords");
--> statement-breakpoint
CREATE INDEX "paper_texts_title" ON "paper_texts" USING gin (title gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX "paper_upvoters_account" ON "paper_upvoters" USING btree ("account_id");
--> statement-breakpoint
CREATE INDEX "papers_published" ON "papers" USING btree ("published_at");
--> statement-breakpoint
CREATE INDEX "papers_submitted" ON "papers" USING btree ("submitted_at");
--> statement-breakpoint
CREATE INDEX "papers_organization" ON "papers" USING btree ("organization_id");
--> statement-breakpoint
CREATE INDEX "papers_submitter" ON "papers" USING btree ("submitted_by_id");
--> statement-breakpoint
CREATE INDEX "papers_repository" ON "papers" USING btree ("repository_name");
--> statement-breakpoint
CREATE INDEX "papers_title_key" ON "papers" USING btree ("title_key");
--> statement-breakpoint
CREATE INDEX "snapshots_observed" ON "snapshots" USING btree ("observed_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "subscribers_address" ON "subscribers" USING btree (lower("address"));
--> statement-breakpoint
CREATE INDEX "unidentified_entries_unmatched" ON "unidentified_entries" USING btree ("title_key") WHERE paper_id is null;
--> statement-breakpoint
-- Cheaper to write and to read than the default, where the server was built with it.
DO $$
BEGIN
  ALTER TABLE paper_states ALTER COLUMN state SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
  NULL;
END
$$;
--> statement-breakpoint
-- These are compressed already.
ALTER TABLE capture_bodies ALTER COLUMN zstd SET STORAGE EXTERNAL;
--> statement-breakpoint
-- It has no primary key, since counts may be null: without this a publication for all tables refuses every deletion.
ALTER TABLE outside_counts REPLICA IDENTITY FULL;
--> statement-breakpoint
COMMENT ON TABLE accounts IS 'One row per account of the site: submitters, and authors who claimed a paper.';
--> statement-breakpoint
COMMENT ON COLUMN accounts.id IS 'the site''s id; @handle until a page tells it';
--> statement-breakpoint
COMMENT ON COLUMN accounts.handle IS 'name in addresses';
--> statement-breakpoint
COMMENT ON COLUMN accounts.fullname IS 'full name';
--> statement-breakpoint
COMMENT ON COLUMN accounts.avatar_url IS 'address of the picture';
--> statement-breakpoint
COMMENT ON COLUMN accounts.kind IS 'kind of account';
--> statement-breakpoint
COMMENT ON COLUMN accounts.is_pro IS 'whether the account is a paying one';
--> statement-breakpoint
COMMENT ON COLUMN accounts.observed_at IS 'when it was first seen';
--> statement-breakpoint
COMMENT ON COLUMN accounts.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN accounts.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE appearances IS 'One row per listing and paper on it, now or once.';
--> statement-breakpoint
COMMENT ON COLUMN appearances.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN appearances.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN appearances.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN appearances.rank IS 'rank in the last whole reading that held it, from 1; null when only parts of the list did';
--> statement-breakpoint
COMMENT ON COLUMN appearances.submitted_by_id IS 'account of the submitter';
--> statement-breakpoint
COMMENT ON COLUMN appearances.submitted_at IS 'when it was submitted';
--> statement-breakpoint
COMMENT ON COLUMN appearances.first_seen IS 'first observation that held it';
--> statement-breakpoint
COMMENT ON COLUMN appearances.last_seen IS 'last observation that held it; null while it is in the last whole reading';
--> statement-breakpoint
COMMENT ON COLUMN appearances.gone_at IS 'first whole reading without it after that; null while it is on the list';
--> statement-breakpoint
COMMENT ON COLUMN appearances.note IS 'what is odd about it, such as: also at rank 41';
--> statement-breakpoint
COMMENT ON COLUMN appearances.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN appearances.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE capture_bodies IS 'One row per distinct body.';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.sha256 IS 'hash of the body';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.bytes IS 'length before compression';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.zstd IS 'the body, compressed; null where it lies in a depot';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.depot_id IS 'where the body lies; null for here';
--> statement-breakpoint
COMMENT ON TABLE captures IS 'One row per stored response.';
--> statement-breakpoint
COMMENT ON COLUMN captures.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN captures.kind IS 'kind of the listing asked for';
--> statement-breakpoint
COMMENT ON COLUMN captures.key IS 'key of the listing asked for';
--> statement-breakpoint
COMMENT ON COLUMN captures.form IS 'page, api or text';
--> statement-breakpoint
COMMENT ON COLUMN captures.fetched_at IS 'when it was fetched, or captured by another tool';
--> statement-breakpoint
COMMENT ON COLUMN captures.sha256 IS 'hash of the body';
--> statement-breakpoint
COMMENT ON COLUMN captures.url IS 'address asked for; import:NAME for a file';
--> statement-breakpoint
COMMENT ON COLUMN captures.final_url IS 'address after redirects';
--> statement-breakpoint
COMMENT ON COLUMN captures.status IS 'HTTP status';
--> statement-breakpoint
COMMENT ON COLUMN captures.headers IS 'stored response headers';
--> statement-breakpoint
COMMENT ON COLUMN captures.fetched_with IS 'http, browser or import';
--> statement-breakpoint
COMMENT ON COLUMN captures.way IS 'how it was read: blob, cards, json or text; null while it could not be';
--> statement-breakpoint
COMMENT ON COLUMN captures.era IS 'parser that read it';
--> statement-breakpoint
COMMENT ON COLUMN captures.loaded IS 'false from the moment it is stored until what it says is in the tables';
--> statement-breakpoint
COMMENT ON COLUMN captures.outcome IS 'what it was: listing, text, redirected, refused, not-found, not-yet or unreadable; null until it is loaded';
--> statement-breakpoint
COMMENT ON COLUMN captures.reason IS 'why it was no list as it should be';
--> statement-breakpoint
COMMENT ON COLUMN captures.found IS 'listing that came instead of the asked one';
--> statement-breakpoint
COMMENT ON COLUMN captures.retry_at IS 'when a refused one is worth another request';
--> statement-breakpoint
COMMENT ON COLUMN captures.parser_version IS 'parser that read it last';
--> statement-breakpoint
COMMENT ON COLUMN captures.token IS 'token of the lease under which it was fetched; null for an import';
--> statement-breakpoint
COMMENT ON COLUMN captures.drift IS 'how it differed from the known shape of its era';
--> statement-breakpoint
COMMENT ON COLUMN captures.run_id IS 'run that stored it';
--> statement-breakpoint
COMMENT ON TABLE comments IS 'One row per comment in a paper''s discussion, from the paper''s own page.';
--> statement-breakpoint
COMMENT ON COLUMN comments.id IS 'the site''s id';
--> statement-breakpoint
COMMENT ON COLUMN comments.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN comments.parent_id IS 'comment that it answers; null for one that starts a thread';
--> statement-breakpoint
COMMENT ON COLUMN comments.position IS 'place on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN comments.account_id IS 'who wrote it';
--> statement-breakpoint
COMMENT ON COLUMN comments.kind IS 'comment, status-change and the like';
--> statement-breakpoint
COMMENT ON COLUMN comments.text IS 'Markdown as it was written; null for a hidden one';
--> statement-breakpoint
COMMENT ON COLUMN comments.created_at IS 'when it was written';
--> statement-breakpoint
COMMENT ON COLUMN comments.edited_at IS 'when it was last edited';
--> statement-breakpoint
COMMENT ON COLUMN comments.hidden IS 'whether it is hidden';
--> statement-breakpoint
COMMENT ON COLUMN comments.reactions IS 'number of reactions';
--> statement-breakpoint
COMMENT ON COLUMN comments.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN comments.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN comments.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE cross_checks IS 'One row per comparison of a list in the warehouse with what the API says of it; nightly makes a few.';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.checked_at IS 'when the API was asked';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.on_page IS 'papers on the list as it was last read from its page';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.in_api IS 'papers on the list as the API gives it';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.only_on_page IS 'ids that only the page has';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.only_in_api IS 'ids that only the API has';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.other_votes IS 'ids whose votes differ by more than 3 and by more than a tenth';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.agrees IS 'whether both hold the same papers with about the same votes';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.run_id IS 'run that made it';
--> statement-breakpoint
COMMENT ON TABLE delivered_papers IS 'One row per reader, paper and reason: what was told, so that nothing is told twice. Private as subscribers.';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.subscriber_id IS 'reader';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.reason IS 'top (of the mail''s days), late (came to days already sent) or risen';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.message_id IS 'mail that told it';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.upvotes IS 'votes that were told';
--> statement-breakpoint
COMMENT ON TABLE deliveries IS 'One row per mail: written before it is sent, so that it is sent once. Private as subscribers.';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.message_id IS 'message id without brackets, fixed before the mail is sent';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.subscriber_id IS 'who gets it';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.kind IS 'digest or confirmation';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.first_day IS 'first day that a digest is of; of a confirmation the day of asking';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.last_day IS 'last day that a digest is of; of a confirmation the day of asking';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.slot IS 'tells the mails of a subscriber apart: the last day of a digest, the instant of asking for a confirmation';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.state IS 'prepared, claimed (by a run, nothing is sent yet), sending, sent, deferred (tried again), bounced (the address was refused, or the mail came back), refused (for its text), given-up, or unknown: the run ended between the mail''s first byte and the server''s answer, and it is not sent again';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.mail IS 'what is sent; null once that is over';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.considered IS 'ids of the papers that the selection held then, shown or not; null after 70 days';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.prepared_at IS 'when its content was decided';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.attempts IS 'how often the server put it off';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.next_try_at IS 'when it is tried again; null for at once, or never';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.sent_at IS 'when the server took it, or its file was written';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.via IS 'smtp or outbox';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.reason IS 'why it is in its state, or what the server said';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.run_id IS 'run that has it in hand or had it last';
--> statement-breakpoint
COMMENT ON TABLE depots IS 'One row per folder or bucket where bodies lie outside of the database.';
--> statement-breakpoint
COMMENT ON COLUMN depots.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN depots.address IS 'file:///srv/bodies or s3://bucket/prefix';
--> statement-breakpoint
COMMENT ON COLUMN depots.owner IS 'what the depot is marked with, so that no other warehouse writes to it';
--> statement-breakpoint
COMMENT ON TABLE drift IS 'One row per difference between the pages and their known shape.';
--> statement-breakpoint
COMMENT ON COLUMN drift.era IS 'era';
--> statement-breakpoint
COMMENT ON COLUMN drift.path IS 'field';
--> statement-breakpoint
COMMENT ON COLUMN drift.change IS 'kind of difference';
--> statement-breakpoint
COMMENT ON COLUMN drift.first_seen IS 'first seen';
--> statement-breakpoint
COMMENT ON COLUMN drift.last_seen IS 'last seen';
--> statement-breakpoint
COMMENT ON COLUMN drift.count IS 'how often';
--> statement-breakpoint
COMMENT ON COLUMN drift.example IS 'an example';
--> statement-breakpoint
COMMENT ON COLUMN drift.ended_on IS 'first day whose list is as known again, once three of them are; null while it lasts, and for new keys';
--> statement-breakpoint
COMMENT ON COLUMN drift.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN drift.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE firings IS 'One row per firing of a schedule: its key makes each happen once, however many workers hold the schedule.';
--> statement-breakpoint
COMMENT ON COLUMN firings.schedule IS 'nightly, digests or dataset';
--> statement-breakpoint
COMMENT ON COLUMN firings.due_at IS 'the instant of the schedule that was fired';
--> statement-breakpoint
COMMENT ON COLUMN firings.fired_at IS 'when it was handed to the queue, by the clock of the database';
--> statement-breakpoint
COMMENT ON TABLE forgotten_captures IS 'One row per response that was imported by mistake and taken back.';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.capture_id IS 'number that it had';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.kind IS 'kind of the listing that it was taken for';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.key IS 'key of that listing';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.form IS 'page, api or text';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.fetched_at IS 'when it was fetched, or captured by another tool';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.sha256 IS 'hash of its body';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.url IS 'address asked for; import:NAME for a file';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.fetched_with IS 'http, browser or import';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.reason IS 'why it was taken back, in a person''s words';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.forgotten_at IS 'when it was taken back';
--> statement-breakpoint
COMMENT ON COLUMN forgotten_captures.run_id IS 'run that took it back';
--> statement-breakpoint
COMMENT ON TABLE former_values IS 'Values that accounts and organizations had before.';
--> statement-breakpoint
COMMENT ON COLUMN former_values.kind IS 'a for an account, o for an organization';
--> statement-breakpoint
COMMENT ON COLUMN former_values.id IS 'its id';
--> statement-breakpoint
COMMENT ON COLUMN former_values.field IS 'column';
--> statement-breakpoint
COMMENT ON COLUMN former_values.value IS 'value, as text';
--> statement-breakpoint
COMMENT ON COLUMN former_values.last_seen IS 'when a reading showed it last';
--> statement-breakpoint
COMMENT ON TABLE leases IS 'One row per listing that a run has taken on; while the run lives no other run fetches or loads it.';
--> statement-breakpoint
COMMENT ON COLUMN leases.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN leases.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN leases.run_id IS 'run that has taken it on';
--> statement-breakpoint
COMMENT ON COLUMN leases.token IS 'never given twice, so that a late owner is known';
--> statement-breakpoint
COMMENT ON TABLE leftovers IS 'One row per body that may lie in a depot without a row that refers to it: noted before it is written, and when its row goes.';
--> statement-breakpoint
COMMENT ON COLUMN leftovers.sha256 IS 'hash of the body';
--> statement-breakpoint
COMMENT ON COLUMN leftovers.depot_id IS 'depot in which it may lie';
--> statement-breakpoint
COMMENT ON COLUMN leftovers.removable_at IS 'from when on it may be removed, by the database''s clock';
--> statement-breakpoint
COMMENT ON TABLE linked_repositories IS 'One row per model, dataset or space of the site that names a paper.';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.kind IS 'model, dataset or space';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.name IS 'owner/name';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.position IS 'place among its kind on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.likes IS 'likes';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.downloads IS 'downloads';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.first_seen IS 'first reading of the paper''s page that had it';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.last_without IS 'last reading before that, which did not; null when the first one had it';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE listings IS 'The ledger: one row per partition.';
--> statement-breakpoint
COMMENT ON COLUMN listings.kind IS 'day, week, month, trending, query or paper';
--> statement-breakpoint
COMMENT ON COLUMN listings.key IS 'such as 2026-06-03';
--> statement-breakpoint
COMMENT ON COLUMN listings.day IS 'the date, for the kind day';
--> statement-breakpoint
COMMENT ON COLUMN listings.state IS 'pending, open, complete, empty, redirected, failed or drift';
--> statement-breakpoint
COMMENT ON COLUMN listings.reason IS 'why it stands so, or why the last try brought no list';
--> statement-breakpoint
COMMENT ON COLUMN listings.attempts IS 'failed attempts since the last success';
--> statement-breakpoint
COMMENT ON COLUMN listings.next_retry_at IS 'when a failed one is tried again';
--> statement-breakpoint
COMMENT ON COLUMN listings.next_due_at IS 'when a loaded one is read again';
--> statement-breakpoint
COMMENT ON COLUMN listings.fetched_at IS 'when the capture behind this row was fetched';
--> statement-breakpoint
COMMENT ON COLUMN listings.last_read_at IS 'when the list was last read whole';
--> statement-breakpoint
COMMENT ON COLUMN listings.content_hash IS 'digest of what the list holds';
--> statement-breakpoint
COMMENT ON COLUMN listings.expected IS 'entries of the list, also those in quarantine; null while it was never read whole';
--> statement-breakpoint
COMMENT ON COLUMN listings.loaded IS 'papers on the list';
--> statement-breakpoint
COMMENT ON COLUMN listings.flags IS 'what is odd about the last reading; null for nothing';
--> statement-breakpoint
COMMENT ON COLUMN listings.flagged_since IS 'since when readings have been held back for their flags';
--> statement-breakpoint
COMMENT ON COLUMN listings.last_answer IS 'what the last try brought: listing, redirected, refused, none and the like';
--> statement-breakpoint
COMMENT ON COLUMN listings.failure IS 'tries without an answer since the last good one';
--> statement-breakpoint
COMMENT ON COLUMN listings.redirected_to IS 'listing that the site answered with';
--> statement-breakpoint
COMMENT ON COLUMN listings.previous_key IS 'the listing before, as the page links it';
--> statement-breakpoint
COMMENT ON COLUMN listings.next_key IS 'the listing after, as the page links it';
--> statement-breakpoint
COMMENT ON COLUMN listings.era IS 'era that read the page';
--> statement-breakpoint
COMMENT ON COLUMN listings.parser_version IS 'parser that read it';
--> statement-breakpoint
COMMENT ON COLUMN listings.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN listings.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE migrations IS 'One row per applied migration; made by db migrate.';
--> statement-breakpoint
COMMENT ON COLUMN migrations.position IS 'place in the order, from 0';
--> statement-breakpoint
COMMENT ON COLUMN migrations.tag IS 'name of the file';
--> statement-breakpoint
COMMENT ON COLUMN migrations.hash IS 'hash of the file';
--> statement-breakpoint
COMMENT ON COLUMN migrations.applied_at IS 'when it was applied';
--> statement-breakpoint
COMMENT ON TABLE observations IS 'One row per reading of a listing: what it held. With paper_states the log that all history is derived from.';
--> statement-breakpoint
COMMENT ON COLUMN observations.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN observations.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN observations.observed_at IS 'when the capture was fetched';
--> statement-breakpoint
COMMENT ON COLUMN observations.source IS 'form and hash of the response: tells two readings of one instant apart, and orders them';
--> statement-breakpoint
COMMENT ON COLUMN observations.complete IS 'whether the reading held the whole list';
--> statement-breakpoint
COMMENT ON COLUMN observations.partial_fields IS 'true when nulls say nothing: the form of the page carries only some fields';
--> statement-breakpoint
COMMENT ON COLUMN observations.layout_changed IS 'true when the page was not as known and was read by its cards';
--> statement-breakpoint
COMMENT ON COLUMN observations.rejected IS 'entries that could not be read';
--> statement-breakpoint
COMMENT ON COLUMN observations.filled IS 'how many of the papers have each watched field';
--> statement-breakpoint
COMMENT ON COLUMN observations.previous_key IS 'listing before it, as the page names it';
--> statement-breakpoint
COMMENT ON COLUMN observations.next_key IS 'listing after it, as the page names it';
--> statement-breakpoint
COMMENT ON COLUMN observations.content_hash IS 'digest of papers, ranks and counts';
--> statement-breakpoint
COMMENT ON COLUMN observations.digest IS 'digest of all that stands here of the reading';
--> statement-breakpoint
COMMENT ON COLUMN observations.paper_ids IS 'papers';
--> statement-breakpoint
COMMENT ON COLUMN observations.ranks IS 'ranks';
--> statement-breakpoint
COMMENT ON COLUMN observations.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN observations.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN observations.stars IS 'stars';
--> statement-breakpoint
COMMENT ON COLUMN observations.states IS 'what else each paper showed: hashes of paper_states, in the order of paper_ids';
--> statement-breakpoint
COMMENT ON COLUMN observations.notes IS 'what is odd about some entries, by paper';
--> statement-breakpoint
COMMENT ON COLUMN observations.held IS 'true while it is too unlike the readings before it to be believed: it takes no part in the history';
--> statement-breakpoint
COMMENT ON COLUMN observations.flags IS 'what is odd about it';
--> statement-breakpoint
COMMENT ON COLUMN observations.reason IS 'the same in a sentence';
--> statement-breakpoint
COMMENT ON COLUMN observations.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN observations.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE organizations IS 'One row per organization.';
--> statement-breakpoint
COMMENT ON COLUMN organizations.id IS 'the site''s id; @handle until a page tells it';
--> statement-breakpoint
COMMENT ON COLUMN organizations.handle IS 'name in addresses';
--> statement-breakpoint
COMMENT ON COLUMN organizations.name IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN organizations.avatar_url IS 'address of the picture';
--> statement-breakpoint
COMMENT ON COLUMN organizations.observed_at IS 'when it was first seen';
--> statement-breakpoint
COMMENT ON COLUMN organizations.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN organizations.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE outside_counts IS 'What other collectors saw, as imported: one row per paper, instant, source and what it told. Part of the log; of papers that are not known yet it waits here.';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.paper_id IS 'paper, known or not';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.observed_at IS 'when it was seen';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.source IS 'name of the collector';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.upvotes IS 'votes; null when not told';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.comments IS 'comments; null when not told';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.stars IS 'stars of the repository; null when not told';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.run_id IS 'run that imported it first';
--> statement-breakpoint
COMMENT ON TABLE paper_authors IS 'One row per paper and author.';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.position IS 'place in the list of authors, from 1';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.name IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.hidden IS 'whether the site hides the author';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.account_id IS 'account that claimed the authorship';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.claim IS 'state of the claim';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.claim_changed_at IS 'when the claim changed';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE paper_states IS 'All that a reading showed of a paper but its counts, each distinct state once.';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.hash IS 'digest of the state';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.state IS 'the paper, the accounts and organizations that it names, and what its own page told';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.parties IS 'accounts and organizations that it names: a:ID, a@handle, o:ID, o@handle';
--> statement-breakpoint
COMMENT ON TABLE paper_texts IS 'One row per paper: what searches use, built at the end of a run for the papers whose text changed.';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.text_hash IS 'MD5 of the text that the row was built from';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.keywords IS 'keywords in lower case, each once';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.built_with IS 'major version, version of our rule, character types and dictionaries of what made the full text; built again with another one';
--> statement-breakpoint
COMMENT ON TABLE paper_upvoters IS 'One row per paper and account that its own page showed as an upvoter; a page shows some of them only.';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.account_id IS 'account';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.first_seen IS 'first page that showed it';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE paper_versions IS 'One row per value that a title, an abstract, the links or the AI texts of a paper had; none while there was only one.';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.field_set IS 'title, abstract, links or ai';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.hash IS 'MD5 of the fields';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.fields IS 'the values';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.first_seen IS 'first reading that showed it';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.last_seen IS 'last reading that showed it; null for the present one';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE papers IS 'One row per paper, as it was last seen.';
--> statement-breakpoint
COMMENT ON COLUMN papers.id IS 'arXiv id without version suffix, or the site''s other id';
--> statement-breakpoint
COMMENT ON COLUMN papers.version IS 'version suffix of the id, when a page gave one';
--> statement-breakpoint
COMMENT ON COLUMN papers.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN papers.title_key IS 'title without case, spaces, LaTeX and punctuation, for matching entries without an id';
--> statement-breakpoint
COMMENT ON COLUMN papers.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN papers.published_at IS 'when the paper was published';
--> statement-breakpoint
COMMENT ON COLUMN papers.submitted_at IS 'when it was submitted to the daily papers';
--> statement-breakpoint
COMMENT ON COLUMN papers.submitted_by_id IS 'account of the submitter';
--> statement-breakpoint
COMMENT ON COLUMN papers.organization_id IS 'organization';
--> statement-breakpoint
COMMENT ON COLUMN papers.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN papers.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN papers.stars IS 'stars of the repository';
--> statement-breakpoint
COMMENT ON COLUMN papers.repository IS 'repository as the site gave it';
--> statement-breakpoint
COMMENT ON COLUMN papers.repository_name IS 'repository as owner/name';
--> statement-breakpoint
COMMENT ON COLUMN papers.repository_added_by IS 'who added the repository';
--> statement-breakpoint
COMMENT ON COLUMN papers.project_page IS 'address of the project page';
--> statement-breakpoint
COMMENT ON COLUMN papers.discussion_id IS 'the site''s id of the discussion';
--> statement-breakpoint
COMMENT ON COLUMN papers.thumbnail_url IS 'address of the thumbnail';
--> statement-breakpoint
COMMENT ON COLUMN papers.media_urls IS 'addresses of media';
--> statement-breakpoint
COMMENT ON COLUMN papers.keywords IS 'the site''s AI keywords';
--> statement-breakpoint
COMMENT ON COLUMN papers.ai_summary IS 'the site''s AI summary';
--> statement-breakpoint
COMMENT ON COLUMN papers.ai_summary_model IS 'model that wrote the summary';
--> statement-breakpoint
COMMENT ON COLUMN papers.author_participating IS 'whether an author takes part in the discussion';
--> statement-breakpoint
COMMENT ON COLUMN papers.withdrawn_at IS 'when it was withdrawn';
--> statement-breakpoint
COMMENT ON COLUMN papers.author_count IS 'authors told by the page; null when it told none';
--> statement-breakpoint
COMMENT ON COLUMN papers.authors_hash IS 'digest of the authors';
--> statement-breakpoint
COMMENT ON COLUMN papers.daily_rank IS 'rank of its day as the paper''s own page says; null when unranked or unknown';
--> statement-breakpoint
COMMENT ON COLUMN papers.linked_models IS 'models that name it, in all, as its own page or the API said last; null when unknown';
--> statement-breakpoint
COMMENT ON COLUMN papers.linked_datasets IS 'datasets that name it, in all; null when unknown';
--> statement-breakpoint
COMMENT ON COLUMN papers.linked_spaces IS 'spaces that name it, in all; null when unknown';
--> statement-breakpoint
COMMENT ON COLUMN papers.extra IS 'fields that have no column';
--> statement-breakpoint
COMMENT ON COLUMN papers.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN papers.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN papers.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE paused_queues IS 'Queues from which no worker takes lots until somebody types "queue resume".';
--> statement-breakpoint
COMMENT ON COLUMN paused_queues.queue IS 'listings, papers, replay or publish';
--> statement-breakpoint
COMMENT ON COLUMN paused_queues.since IS 'when it was paused, by the clock of the database';
--> statement-breakpoint
COMMENT ON TABLE quarantine IS 'One row per rejected entry.';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.capture_id IS 'capture that holds it';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.position IS 'place on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.path IS 'field that could not be read';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.reason IS 'what was wrong with it';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.raw IS 'the entry as it came';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.observed_at IS 'when the capture was fetched';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.resolved_at IS 'set when a later reading of the capture no longer rejects it';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.run_id IS 'run that wrote the row';
--> statement-breakpoint
COMMENT ON TABLE quotas IS 'One row per site, egress and bucket of the site''s quota: what all runs of one address or account may still ask for.';
--> statement-breakpoint
COMMENT ON COLUMN quotas.site IS 'address of the site';
--> statement-breakpoint
COMMENT ON COLUMN quotas.egress IS 'by what the site counts: a digest of the token, else the name of the address (PAPERBOY_EGRESS), else the machine''s';
--> statement-breakpoint
COMMENT ON COLUMN quotas.bucket IS 'bucket of the quota: pages or api';
--> statement-breakpoint
COMMENT ON COLUMN quotas.budget IS 'when the window ends, requests left in it, taken by us and by others, and before which time none is started; times in milliseconds since 1970';
--> statement-breakpoint
COMMENT ON COLUMN quotas.turn IS 'counts the changes';
--> statement-breakpoint
COMMENT ON TABLE robots IS 'What the robots.txt of a site said when it was last read (RFC 9309).';
--> statement-breakpoint
COMMENT ON COLUMN robots.site IS 'base address of the site';
--> statement-breakpoint
COMMENT ON COLUMN robots.verdict IS 'rules: its rules hold; none: there is none, all is allowed; unreachable: it could not be read, nothing is allowed';
--> statement-breakpoint
COMMENT ON COLUMN robots.reason IS 'why, as a sentence';
--> statement-breakpoint
COMMENT ON COLUMN robots.rules IS 'the file, at most 500 KiB of it; null unless the verdict is rules';
--> statement-breakpoint
COMMENT ON COLUMN robots.checked_at IS 'when it was read; it is read again after 24 hours';
--> statement-breakpoint
COMMENT ON TABLE runs IS 'One row per run of a job.';
--> statement-breakpoint
COMMENT ON COLUMN runs.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN runs.job IS 'name of the job';
--> statement-breakpoint
COMMENT ON COLUMN runs.arguments IS 'its arguments';
--> statement-breakpoint
COMMENT ON COLUMN runs.version IS 'version of Paperboy';
--> statement-breakpoint
COMMENT ON COLUMN runs.parser_version IS 'version of the parser';
--> statement-breakpoint
COMMENT ON COLUMN runs.host IS 'machine';
--> statement-breakpoint
COMMENT ON COLUMN runs.pid IS 'process id';
--> statement-breakpoint
COMMENT ON COLUMN runs.process IS 'tells this process from every other one: machine start, process namespace, process id, start time';
--> statement-breakpoint
COMMENT ON COLUMN runs.alive_until IS 'renewed while the run lives, by the clock of the database; after it the run counts as lost';
--> statement-breakpoint
COMMENT ON COLUMN runs.started_at IS 'start';
--> statement-breakpoint
COMMENT ON COLUMN runs.ended_at IS 'end; null while it runs, or if it was killed';
--> statement-breakpoint
COMMENT ON COLUMN runs.outcome IS 'done, partial, interrupted or failed';
--> statement-breakpoint
COMMENT ON COLUMN runs.counts IS 'what it counted';
--> statement-breakpoint
COMMENT ON COLUMN runs.error IS 'the error that ended it';
--> statement-breakpoint
COMMENT ON TABLE snapshots IS 'One row per paper and instant at which a count was found changed.';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.observed_at IS 'when it was seen';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.stars IS 'stars of the repository';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.capture_id IS 'capture that it was written from; null where only outside counts made it';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.source IS 'outside sources that told the change, with commas between; null when Paperboy saw it itself';
--> statement-breakpoint
COMMENT ON TABLE subscribers IS 'One row per address that gets or got mails. Private: a role of "db reader" does not see it.';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.address IS 'mail address';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.selection IS 'filters and order of what is told, as typed; the period comes from the rhythm';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.rhythm IS 'daily, weekly or monthly';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.hour IS 'hour of the day from which mails go out, in the zone';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.zone IS 'time zone, such as Europe/Berlin';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.language IS 'language of dates, such as de';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.state IS 'pending (not confirmed), active, paused, unsubscribed or bounced';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.secret IS 'key of the signatures of the links in mails; new with each new subscription';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.asked_at IS 'when the subscription was asked for last';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.active_since IS 'since when mails go out as they are asked for now; null while they don''t';
--> statement-breakpoint
COMMENT ON TABLE unidentified_entries IS 'One row per entry of a reading that gave text and no ids.';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.observed_at IS 'when the text was captured';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.source IS 'form and hash of the response';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.position IS 'place in the text, from 1';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.title_key IS 'title without case, spaces, LaTeX and punctuation';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.author_count IS 'number of authors';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.organization IS 'handle of the organization';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.organization_name IS 'its name';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.published_on IS 'date of publication';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.links IS 'addresses found in the abstract';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.paper_id IS 'paper that it was found to be; null while unmatched';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.confidence IS 'how sure the match is, from 0 to 1';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.capture_id IS 'capture that it was written from';
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
