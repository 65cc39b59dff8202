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
CREATE INDEX "forgotten_captures_once" ON "forgotten_captures" USING btree ("kind","key","form","fetched_at","sha256");
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
