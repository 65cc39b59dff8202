CREATE OR REPLACE VIEW text_entries AS
SELECT
  CASE WHEN e.kind = 'trending' THEN e.kind ELSE e.kind || ':' || e.key END AS listing,
  e.position,
  e.title,
  e.abstract,
  e.author_count,
  e.organization,
  e.organization_name,
  e.published_on,
  e.comments,
  e.links,
  e.paper_id,
  e.confidence
FROM unidentified_entries e
WHERE (e.observed_at, e.source) = (
  SELECT l.observed_at, l.source FROM unidentified_entries l WHERE l.kind = e.kind AND l.key = e.key
  ORDER BY l.observed_at DESC, l.source COLLATE "C" DESC LIMIT 1
);

COMMENT ON VIEW text_entries IS 'One row per entry of the newest reading of a list that gave text and no ids.';
