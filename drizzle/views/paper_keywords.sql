CREATE OR REPLACE VIEW paper_keywords AS
SELECT p.id AS paper_id, k.position::int AS position, k.keyword
FROM stored_papers p
CROSS JOIN LATERAL unnest(keywords_shown(p.keywords)) WITH ORDINALITY AS k(keyword, position);

COMMENT ON VIEW paper_keywords IS 'One row per paper and keyword of the site''s AI. Those that differ in case only are one.';
