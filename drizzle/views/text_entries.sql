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
COMMENT ON COLUMN text_entries.listing IS 'listing that was asked for, such as query:diffusion';
COMMENT ON COLUMN text_entries.position IS 'place in the text, from 1';
COMMENT ON COLUMN text_entries.title IS 'title';
COMMENT ON COLUMN text_entries.abstract IS 'abstract';
COMMENT ON COLUMN text_entries.author_count IS 'number of authors';
COMMENT ON COLUMN text_entries.organization IS 'handle of the organization';
COMMENT ON COLUMN text_entries.organization_name IS 'its name';
COMMENT ON COLUMN text_entries.published_on IS 'date of publication';
COMMENT ON COLUMN text_entries.comments IS 'comments';
COMMENT ON COLUMN text_entries.links IS 'addresses found in the abstract, in order';
COMMENT ON COLUMN text_entries.paper_id IS 'paper that it was found to be; null while unmatched';
COMMENT ON COLUMN text_entries.confidence IS 'how sure the match is, from 0 to 1';
