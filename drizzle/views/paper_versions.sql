CREATE OR REPLACE VIEW paper_versions AS
SELECT
  v.paper_id,
  v.field_set,
  v.hash,
  v.fields,
  v.first_seen,
  v.last_seen
FROM stored_paper_versions v;

COMMENT ON VIEW paper_versions IS 'One row per value that a title, an abstract, the links or the AI texts of a paper had; none while there was only one.';
