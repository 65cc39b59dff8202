ALTER TABLE "paper_texts" ADD COLUMN "built_with" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "paper_texts_built_with" ON "paper_texts" USING btree ("built_with");
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.built_with IS 'major version, character types and dictionaries of the server that made the full text; built again on another one';
--> statement-breakpoint
-- It has no primary key, since counts may be null: without this a publication for all tables refuses every deletion.
ALTER TABLE outside_counts REPLICA IDENTITY FULL;
