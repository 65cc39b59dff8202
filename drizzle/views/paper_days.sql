CREATE OR REPLACE VIEW paper_days AS
SELECT
  l.day,
  a.rank,
  a.paper_id,
  p.title,
  p.abstract,
  CASE WHEN p.author_count IS NOT NULL THEN
    ARRAY(SELECT w.name FROM stored_paper_authors w WHERE w.paper_id = a.paper_id ORDER BY w.position)
  END AS authors,
  o.handle AS organization,
  o.name AS organization_name,
  coalesce(s.handle, CASE WHEN (p.submitted_at AT TIME ZONE 'UTC')::date = l.day THEN ps.handle END) AS submitted_by,
  -- A paper's submission is that to this list when it is of this day.
  coalesce(a.submitted_at, CASE WHEN (p.submitted_at AT TIME ZONE 'UTC')::date = l.day THEN p.submitted_at END)::timestamp(3) with time zone AS submitted_at,
  p.published_at,
  p.upvotes,
  p.comments,
  p.repository,
  p.repository_name,
  p.stars,
  p.project_page,
  keywords_shown(p.keywords) AS keywords,
  p.ai_summary,
  a.first_seen,
  coalesce(a.last_seen, l.last_read_at) AS last_seen,
  a.gone_at
FROM stored_appearances a
JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
JOIN stored_papers p ON p.id = a.paper_id
LEFT JOIN stored_organizations o ON o.id = p.organization_id
LEFT JOIN stored_accounts s ON s.id = a.submitted_by_id
LEFT JOIN stored_accounts ps ON ps.id = p.submitted_by_id
WHERE a.kind = 'day';

COMMENT ON VIEW paper_days IS 'One row per day and paper on its list, also when it has left since (gone_at).';
COMMENT ON COLUMN paper_days.day IS 'day in the site''s address';
COMMENT ON COLUMN paper_days.rank IS 'rank in the last whole reading that held it, from 1; null when only parts of the list did';
COMMENT ON COLUMN paper_days.paper_id IS 'paper';
COMMENT ON COLUMN paper_days.title IS 'title';
COMMENT ON COLUMN paper_days.abstract IS 'abstract';
COMMENT ON COLUMN paper_days.authors IS 'names in order; null when no page told them';
COMMENT ON COLUMN paper_days.organization IS 'handle of the organization';
COMMENT ON COLUMN paper_days.organization_name IS 'its name';
COMMENT ON COLUMN paper_days.submitted_by IS 'handle of the submitter';
COMMENT ON COLUMN paper_days.submitted_at IS 'when it was submitted to this list';
COMMENT ON COLUMN paper_days.published_at IS 'when the paper was published';
COMMENT ON COLUMN paper_days.upvotes IS 'votes, as last seen';
COMMENT ON COLUMN paper_days.comments IS 'comments, as last seen';
COMMENT ON COLUMN paper_days.repository IS 'repository as the site gave it';
COMMENT ON COLUMN paper_days.repository_name IS 'repository as owner/name';
COMMENT ON COLUMN paper_days.stars IS 'stars of the repository, as last seen';
COMMENT ON COLUMN paper_days.project_page IS 'address of the project page';
COMMENT ON COLUMN paper_days.keywords IS 'the site''s AI keywords, in lower case, each once';
COMMENT ON COLUMN paper_days.ai_summary IS 'the site''s AI summary';
COMMENT ON COLUMN paper_days.first_seen IS 'first reading that held it';
COMMENT ON COLUMN paper_days.last_seen IS 'last reading that held it';
COMMENT ON COLUMN paper_days.gone_at IS 'first whole reading without it; null while it is on the list';
