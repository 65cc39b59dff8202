CREATE OR REPLACE VIEW paper_words AS
SELECT paper_id, title, keywords, search FROM paper_texts;

COMMENT ON VIEW paper_words IS 'What full-text search looks at, one row per paper.';
