CREATE OR REPLACE VIEW snapshots AS
SELECT paper_id, observed_at, upvotes, comments, stars, source FROM stored_snapshots;

COMMENT ON VIEW snapshots IS 'One row per paper and instant at which a count was found changed.';
COMMENT ON COLUMN snapshots.paper_id IS 'paper';
COMMENT ON COLUMN snapshots.observed_at IS 'when it was seen';
COMMENT ON COLUMN snapshots.upvotes IS 'votes';
COMMENT ON COLUMN snapshots.comments IS 'comments';
COMMENT ON COLUMN snapshots.stars IS 'stars of the repository';
COMMENT ON COLUMN snapshots.source IS 'outside sources that told the change, with commas between; null when Paperboy saw it itself';
