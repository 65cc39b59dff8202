CREATE OR REPLACE VIEW title_changes AS
SELECT v.paper_id, v.fields ->> 'title' AS title, v.first_seen, v.last_seen,
  lag(v.fields ->> 'title') OVER (PARTITION BY v.paper_id ORDER BY v.first_seen) AS title_before
FROM stored_paper_versions v
WHERE v.field_set = 'title';

COMMENT ON VIEW title_changes IS 'One row per title that a paper has had, for papers whose title changed.';
