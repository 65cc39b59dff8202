CREATE TABLE "former_values" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"field" text NOT NULL,
	"value" text NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "former_values_kind_id_field_value_pk" PRIMARY KEY("kind","id","field","value")
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
ALTER TABLE "observations" DROP CONSTRAINT "observations_kind_key_observed_at_pk";--> statement-breakpoint
ALTER TABLE "unidentified_entries" DROP CONSTRAINT "unidentified_entries_kind_key_observed_at_position_pk";--> statement-breakpoint
ALTER TABLE "appearances" ALTER COLUMN "rank" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "source" text;--> statement-breakpoint
UPDATE "observations" o SET "source" = coalesce((SELECT c.form || ':' || left(c.sha256, 16) FROM "captures" c WHERE c.id = o.capture_id), 'thinned');--> statement-breakpoint
ALTER TABLE "observations" ALTER COLUMN "source" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "unidentified_entries" ADD COLUMN "source" text;--> statement-breakpoint
UPDATE "unidentified_entries" e SET "source" = coalesce((SELECT c.form || ':' || left(c.sha256, 16) FROM "captures" c WHERE c.id = e.capture_id), 'thinned');--> statement-breakpoint
ALTER TABLE "unidentified_entries" ALTER COLUMN "source" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_kind_key_observed_at_source_pk" PRIMARY KEY("kind","key","observed_at","source");--> statement-breakpoint
ALTER TABLE "unidentified_entries" ADD CONSTRAINT "unidentified_entries_kind_key_observed_at_source_position_pk" PRIMARY KEY("kind","key","observed_at","source","position");--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "found" text;--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "retry_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "parser_version" integer;--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "token" bigint;--> statement-breakpoint
ALTER TABLE "captures" ADD COLUMN "drift" jsonb;--> statement-breakpoint
ALTER TABLE "listings" ADD COLUMN "failure" jsonb;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "partial_fields" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "layout_changed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "rejected" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "filled" jsonb;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "previous_key" text;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "next_key" text;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "content_hash" text;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "digest" text;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "states" text[];--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "notes" jsonb;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "held" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "flags" text[];--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "authors_hash" text;--> statement-breakpoint
CREATE INDEX "former_values_handle" ON "former_values" USING btree ("kind","value") WHERE field = 'handle';--> statement-breakpoint
CREATE INDEX "paper_states_parties" ON "paper_states" USING gin ("parties");--> statement-breakpoint
CREATE INDEX "captures_drifted" ON "captures" USING btree ("era") WHERE drift is not null;--> statement-breakpoint
-- What stored responses say is in the log only from here on: the next run loads them again.
UPDATE "captures" SET "loaded" = false;
