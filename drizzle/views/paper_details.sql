CREATE OR REPLACE VIEW paper_details AS
SELECT
  p.id AS paper_id,
  p.title,
  p.abstract,
  CASE WHEN p.author_count IS NOT NULL THEN
    ARRAY(SELECT w.name FROM stored_paper_authors w WHERE w.paper_id = p.id ORDER BY w.position)
  END AS authors,
  o.handle AS organization,
  o.name AS organization_name,
  s.handle AS submitted_by,
  p.submitted_at,
  p.published_at,
  p.upvotes,
  p.comments,
  p.repository,
  p.repository_name,
  p.stars,
  p.project_page,
  keywords_shown(p.keywords) AS keywords,
  p.ai_summary,
  ARRAY(
    SELECT a.key::date FROM stored_appearances a
    WHERE a.paper_id = p.id AND a.kind = 'day' AND a.gone_at IS NULL ORDER BY a.key
  ) AS days
FROM stored_papers p
LEFT JOIN stored_organizations o ON o.id = p.organization_id
LEFT JOIN stored_accounts s ON s.id = p.submitted_by_id;

COMMENT ON VIEW paper_details IS 'One row per paper, with all that is known of it, and the days on whose lists it is.';
