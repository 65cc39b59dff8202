CREATE OR REPLACE VIEW paper_history AS
SELECT paper_id, observed_at, upvotes, comments, stars, source FROM snapshots;

COMMENT ON VIEW paper_history IS 'One row per paper and instant at which a count was found changed.';
COMMENT ON COLUMN paper_history.paper_id IS 'paper';
COMMENT ON COLUMN paper_history.observed_at IS 'when it was seen';
COMMENT ON COLUMN paper_history.upvotes IS 'votes';
COMMENT ON COLUMN paper_history.comments IS 'comments';
COMMENT ON COLUMN paper_history.stars IS 'stars of the repository';
COMMENT ON COLUMN paper_history.source IS 'outside sources that told the change, with commas between; null when Paperboy saw it itself';
