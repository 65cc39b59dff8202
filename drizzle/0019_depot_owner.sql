ALTER TABLE "depots" ADD COLUMN "owner" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
COMMENT ON COLUMN depots.owner IS 'what the depot is marked with, so that no other warehouse writes to it';
