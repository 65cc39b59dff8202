CREATE OR REPLACE VIEW snapshots AS
SELECT paper_id, observed_at, upvotes, comments, stars, source FROM stored_snapshots;

COMMENT ON VIEW snapshots IS 'One row per paper and instant at which a count was found changed.';
