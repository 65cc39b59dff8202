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
COMMENT ON COLUMN paper_versions.paper_id IS 'paper';
COMMENT ON COLUMN paper_versions.field_set IS 'title, abstract, links or ai';
COMMENT ON COLUMN paper_versions.hash IS 'MD5 of the fields';
COMMENT ON COLUMN paper_versions.fields IS 'the values';
COMMENT ON COLUMN paper_versions.first_seen IS 'first reading that showed it';
COMMENT ON COLUMN paper_versions.last_seen IS 'last reading that showed it; null for the present one';
