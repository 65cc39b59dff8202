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
	"rank" integer NOT NULL,
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
	"zstd" "bytea" NOT NULL
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
CREATE TABLE "drift" (
	"era" text NOT NULL,
	"path" text NOT NULL,
	"change" text NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	"count" bigint NOT NULL,
	"example" text NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "drift_era_path_change_pk" PRIMARY KEY("era","path","change")
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
CREATE TABLE "linked_repositories" (
	"paper_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"likes" integer,
	"downloads" bigint,
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
	"complete" boolean NOT NULL,
	"paper_ids" text[] NOT NULL,
	"ranks" integer[] NOT NULL,
	"upvotes" integer[] NOT NULL,
	"comments" integer[] NOT NULL,
	"stars" integer[] NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL,
	CONSTRAINT "observations_kind_key_observed_at_pk" PRIMARY KEY("kind","key","observed_at")
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
CREATE TABLE "paper_texts" (
	"paper_id" text PRIMARY KEY NOT NULL,
	"text_hash" text NOT NULL,
	"title" text NOT NULL,
	"keywords" text[] NOT NULL,
	"search" "tsvector" NOT NULL
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
	"daily_rank" integer,
	"extra" jsonb,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"run_id" bigint NOT NULL,
	"capture_id" bigint NOT NULL
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
	"client" text NOT NULL,
	"bucket" text NOT NULL,
	"budget" jsonb,
	"turn" integer NOT NULL,
	CONSTRAINT "quotas_client_bucket_pk" PRIMARY KEY("client","bucket")
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
	"capture_id" bigint NOT NULL,
	CONSTRAINT "snapshots_paper_id_observed_at_pk" PRIMARY KEY("paper_id","observed_at")
);
--> statement-breakpoint
CREATE TABLE "unidentified_entries" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
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
	CONSTRAINT "unidentified_entries_kind_key_observed_at_position_pk" PRIMARY KEY("kind","key","observed_at","position")
);
--> statement-breakpoint
ALTER TABLE "appearances" ADD CONSTRAINT "appearances_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appearances" ADD CONSTRAINT "appearances_submitted_by_id_accounts_id_fk" FOREIGN KEY ("submitted_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "appearances" ADD CONSTRAINT "appearances_kind_key_listings_kind_key_fk" FOREIGN KEY ("kind","key") REFERENCES "public"."listings"("kind","key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "captures" ADD CONSTRAINT "captures_sha256_capture_bodies_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."capture_bodies"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "linked_repositories" ADD CONSTRAINT "linked_repositories_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_kind_key_listings_kind_key_fk" FOREIGN KEY ("kind","key") REFERENCES "public"."listings"("kind","key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_authors" ADD CONSTRAINT "paper_authors_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_authors" ADD CONSTRAINT "paper_authors_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "paper_texts" ADD CONSTRAINT "paper_texts_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_upvoters" ADD CONSTRAINT "paper_upvoters_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_upvoters" ADD CONSTRAINT "paper_upvoters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "paper_versions" ADD CONSTRAINT "paper_versions_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "papers" ADD CONSTRAINT "papers_submitted_by_id_accounts_id_fk" FOREIGN KEY ("submitted_by_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "papers" ADD CONSTRAINT "papers_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unidentified_entries" ADD CONSTRAINT "unidentified_entries_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unidentified_entries" ADD CONSTRAINT "unidentified_entries_kind_key_listings_kind_key_fk" FOREIGN KEY ("kind","key") REFERENCES "public"."listings"("kind","key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_handle" ON "accounts" USING btree ("handle");--> statement-breakpoint
CREATE INDEX "appearances_paper" ON "appearances" USING btree ("paper_id");--> statement-breakpoint
CREATE INDEX "appearances_submitter" ON "appearances" USING btree ("submitted_by_id");--> statement-breakpoint
CREATE INDEX "captures_to_load" ON "captures" USING btree ("fetched_at") WHERE not loaded;--> statement-breakpoint
CREATE INDEX "comments_paper" ON "comments" USING btree ("paper_id","position");--> statement-breakpoint
CREATE INDEX "leases_run" ON "leases" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "listings_due" ON "listings" USING btree ("next_due_at") WHERE next_due_at is not null;--> statement-breakpoint
CREATE INDEX "listings_day" ON "listings" USING btree ("day") WHERE kind = 'day';--> statement-breakpoint
CREATE INDEX "organizations_handle" ON "organizations" USING btree ("handle");--> statement-breakpoint
CREATE INDEX "paper_authors_name" ON "paper_authors" USING btree ("name");--> statement-breakpoint
CREATE INDEX "paper_authors_account" ON "paper_authors" USING btree ("account_id") WHERE account_id is not null;--> statement-breakpoint
CREATE INDEX "paper_texts_search" ON "paper_texts" USING gin ("search");--> statement-breakpoint
CREATE INDEX "paper_texts_keywords" ON "paper_texts" USING gin ("keywords");--> statement-breakpoint
CREATE INDEX "paper_texts_title" ON "paper_texts" USING gin (title gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "paper_upvoters_account" ON "paper_upvoters" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "papers_published" ON "papers" USING btree ("published_at");--> statement-breakpoint
CREATE INDEX "papers_organization" ON "papers" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "papers_submitter" ON "papers" USING btree ("submitted_by_id");--> statement-breakpoint
CREATE INDEX "papers_repository" ON "papers" USING btree ("repository_name");--> statement-breakpoint
CREATE INDEX "papers_title_key" ON "papers" USING btree ("title_key");--> statement-breakpoint
CREATE INDEX "snapshots_observed" ON "snapshots" USING btree ("observed_at");--> statement-breakpoint
CREATE INDEX "unidentified_entries_unmatched" ON "unidentified_entries" USING btree ("title_key") WHERE paper_id is null;