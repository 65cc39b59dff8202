CREATE OR REPLACE VIEW trending AS
SELECT place, paper_id, title, momentum, gained, upvotes, age_hours FROM trending_at(now(), 50);

COMMENT ON VIEW trending IS 'The 50 papers with the most momentum now: trending_at(now(), 50).';
