CREATE OR REPLACE VIEW all_versions AS
SELECT
  v.paper_id,
  v.field_set,
  v.hash,
  v.fields,
  v.first_seen,
  v.last_seen
FROM paper_versions v;

COMMENT ON VIEW all_versions IS 'One row per value that a title, an abstract, the links or the AI texts of a paper had; none while there was only one.';
COMMENT ON COLUMN all_versions.paper_id IS 'paper';
COMMENT ON COLUMN all_versions.field_set IS 'title, abstract, links or ai';
COMMENT ON COLUMN all_versions.hash IS 'MD5 of the fields';
COMMENT ON COLUMN all_versions.fields IS 'the values';
COMMENT ON COLUMN all_versions.first_seen IS 'first reading that showed it';
COMMENT ON COLUMN all_versions.last_seen IS 'last reading that showed it; null for the present one';
