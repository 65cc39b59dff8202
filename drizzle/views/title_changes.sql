CREATE OR REPLACE VIEW title_changes AS
SELECT v.paper_id, v.fields ->> 'title' AS title, v.first_seen, v.last_seen,
  lag(v.fields ->> 'title') OVER (PARTITION BY v.paper_id ORDER BY v.first_seen) AS title_before
FROM stored_paper_versions v
WHERE v.field_set = 'title';

COMMENT ON VIEW title_changes IS 'One row per title that a paper has had, for papers whose title changed.';
COMMENT ON COLUMN title_changes.paper_id IS 'paper';
COMMENT ON COLUMN title_changes.title IS 'the title';
COMMENT ON COLUMN title_changes.first_seen IS 'first reading that showed it';
COMMENT ON COLUMN title_changes.last_seen IS 'last reading that showed it; null for the present one';
COMMENT ON COLUMN title_changes.title_before IS 'the title before it; null for the first';
