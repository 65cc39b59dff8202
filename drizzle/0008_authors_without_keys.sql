ALTER TABLE "paper_authors" DROP CONSTRAINT "paper_authors_paper_id_papers_id_fk";
--> statement-breakpoint
ALTER TABLE "paper_authors" DROP CONSTRAINT "paper_authors_account_id_accounts_id_fk";

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
