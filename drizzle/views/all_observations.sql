CREATE OR REPLACE VIEW all_observations AS
SELECT
  o.kind,
  o.key,
  o.observed_at,
  o.source,
  o.complete,
  o.on_hold,
  o.flags,
  o.reason,
  o.rejected,
  o.paper_ids,
  o.ranks,
  o.upvotes,
  o.comments,
  o.stars
FROM observations o;

COMMENT ON VIEW all_observations IS 'One row per reading of a listing: what it held, a list per column, best rank first.';
COMMENT ON COLUMN all_observations.kind IS 'kind of the listing';
COMMENT ON COLUMN all_observations.key IS 'key of the listing';
COMMENT ON COLUMN all_observations.observed_at IS 'when the listing was fetched';
COMMENT ON COLUMN all_observations.source IS 'form and hash of the response: tells two readings of one instant apart';
COMMENT ON COLUMN all_observations.complete IS 'whether it held the whole list';
COMMENT ON COLUMN all_observations.on_hold IS 'true while it is too unlike the readings before it to be believed: it takes no part in the history';
COMMENT ON COLUMN all_observations.flags IS 'what is odd about it; null for nothing';
COMMENT ON COLUMN all_observations.reason IS 'the same in a sentence';
COMMENT ON COLUMN all_observations.rejected IS 'entries that could not be read';
COMMENT ON COLUMN all_observations.paper_ids IS 'papers on it';
COMMENT ON COLUMN all_observations.ranks IS 'their ranks';
COMMENT ON COLUMN all_observations.upvotes IS 'their votes';
COMMENT ON COLUMN all_observations.comments IS 'their comments';
COMMENT ON COLUMN all_observations.stars IS 'stars of their repositories';
