CREATE OR REPLACE VIEW paper_words AS
SELECT paper_id, title, keywords, search FROM paper_texts;

COMMENT ON VIEW paper_words IS 'What full-text search looks at, one row per paper.';
COMMENT ON COLUMN paper_words.paper_id IS 'paper';
COMMENT ON COLUMN paper_words.title IS 'title';
COMMENT ON COLUMN paper_words.keywords IS 'keywords in lower case, each once';
COMMENT ON COLUMN paper_words.search IS 'text index of title, keywords, abstract, and the names of authors and organization';
