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
