CREATE OR REPLACE VIEW trending AS
SELECT * FROM trending_at(now(), 50);

COMMENT ON VIEW trending IS 'The 50 papers with the most momentum now: trending_at(now(), 50).';
COMMENT ON COLUMN trending.place IS 'place, from 1';
COMMENT ON COLUMN trending.paper_id IS 'paper';
COMMENT ON COLUMN trending.title IS 'title';
COMMENT ON COLUMN trending.momentum IS 'momentum: see the glossary';
COMMENT ON COLUMN trending.gained IS 'votes won in the last 72 hours';
COMMENT ON COLUMN trending.upvotes IS 'votes when last seen';
COMMENT ON COLUMN trending.age_hours IS 'hours since its start';
