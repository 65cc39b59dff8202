CREATE TABLE "depots" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "depots_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"address" text NOT NULL,
	CONSTRAINT "depots_address_unique" UNIQUE("address")
);
--> statement-breakpoint
CREATE TABLE "leftovers" (
	"sha256" text NOT NULL,
	"depot_id" integer NOT NULL,
	"removable_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "leftovers_sha256_depot_id_pk" PRIMARY KEY("sha256","depot_id")
);
--> statement-breakpoint
ALTER TABLE "capture_bodies" ALTER COLUMN "zstd" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "capture_bodies" ADD COLUMN "depot_id" integer;--> statement-breakpoint
ALTER TABLE "leftovers" ADD CONSTRAINT "leftovers_depot_id_depots_id_fk" FOREIGN KEY ("depot_id") REFERENCES "public"."depots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capture_bodies" ADD CONSTRAINT "capture_bodies_depot_id_depots_id_fk" FOREIGN KEY ("depot_id") REFERENCES "public"."depots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capture_bodies" ADD CONSTRAINT "capture_bodies_in_one_place" CHECK (("capture_bodies"."zstd" is null) <> ("capture_bodies"."depot_id" is null));
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.zstd IS 'the body, compressed; null where it lies in a depot';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.depot_id IS 'where the body lies; null for here';
--> statement-breakpoint
COMMENT ON TABLE depots IS 'One row per folder or bucket where bodies lie outside of the database.';
--> statement-breakpoint
COMMENT ON COLUMN depots.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN depots.address IS 'file:///srv/bodies or s3://bucket/prefix';
--> statement-breakpoint
COMMENT ON TABLE leftovers IS 'One row per body that may lie in a depot without a row that refers to it: noted before it is written, and when its row goes.';
--> statement-breakpoint
COMMENT ON COLUMN leftovers.sha256 IS 'hash of the body';
--> statement-breakpoint
COMMENT ON COLUMN leftovers.depot_id IS 'depot in which it may lie';
--> statement-breakpoint
COMMENT ON COLUMN leftovers.removable_at IS 'from when on it may be removed, by the database''s clock';
