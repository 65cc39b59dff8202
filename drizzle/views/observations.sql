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
