-- Search with whole phrases and nearest names, and what papers are about.
-- The dictionary "english" of Postgres leaves out words such as "to" and "of", and a phrase around one is found with any
-- word in its place: "image-to-video" would find every "image and video". Full text holds all words, and a lone one of
-- these is left out of a search.
CREATE TEXT SEARCH DICTIONARY english_words (TEMPLATE = pg_catalog.snowball, Language = english);
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION paper_english (COPY = pg_catalog.english);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION paper_english ALTER MAPPING REPLACE pg_catalog.english_stem WITH english_words;
--> statement-breakpoint
COMMENT ON TEXT SEARCH DICTIONARY english_words IS 'Words by their stems, none left out.';
--> statement-breakpoint
COMMENT ON TEXT SEARCH CONFIGURATION paper_english IS 'English with every word, also "to" and "of": the full text of papers, and searches in it.';
--> statement-breakpoint
CREATE INDEX "paper_texts_named" ON "paper_texts" USING gin (named_text(title, keywords) gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX "paper_texts_topics" ON "paper_texts" USING gin (topic_words(search));
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.search IS 'full text, cut by search_words: title (weight A; of its stop_words B), keywords and organization (B), abstract (C), names of authors (D)';
