CREATE OR REPLACE VIEW paper_keywords AS
SELECT p.id AS paper_id, k.position::int AS position, k.keyword
FROM stored_papers p
CROSS JOIN LATERAL unnest(keywords_shown(p.keywords)) WITH ORDINALITY AS k(keyword, position);

COMMENT ON VIEW paper_keywords IS 'One row per paper and keyword of the site''s AI. Those that differ in case only are one.';
COMMENT ON COLUMN paper_keywords.paper_id IS 'paper';
COMMENT ON COLUMN paper_keywords.position IS 'place among the paper''s keywords, from 1';
COMMENT ON COLUMN paper_keywords.keyword IS 'keyword, in lower case';
