CREATE OR REPLACE VIEW observations AS
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
FROM stored_observations o;

COMMENT ON VIEW observations IS 'One row per reading of a listing: what it held, a list per column, best rank first.';
COMMENT ON COLUMN observations.kind IS 'kind of the listing';
COMMENT ON COLUMN observations.key IS 'key of the listing';
COMMENT ON COLUMN observations.observed_at IS 'when the listing was fetched';
COMMENT ON COLUMN observations.source IS 'form and hash of the response: tells two readings of one instant apart';
COMMENT ON COLUMN observations.complete IS 'whether it held the whole list';
COMMENT ON COLUMN observations.on_hold IS 'true while it is too unlike the readings before it to be believed: it takes no part in the history';
COMMENT ON COLUMN observations.flags IS 'what is odd about it; null for nothing';
COMMENT ON COLUMN observations.reason IS 'the same in a sentence';
COMMENT ON COLUMN observations.rejected IS 'entries that could not be read';
COMMENT ON COLUMN observations.paper_ids IS 'papers on it';
COMMENT ON COLUMN observations.ranks IS 'their ranks';
COMMENT ON COLUMN observations.upvotes IS 'their votes';
COMMENT ON COLUMN observations.comments IS 'their comments';
COMMENT ON COLUMN observations.stars IS 'stars of their repositories';
