CREATE OR REPLACE VIEW papers AS
SELECT
  p.id AS paper_id,
  p.title,
  p.abstract,
  p.author_count,
  p.published_at,
  p.submitted_at,
  s.handle AS submitted_by,
  p.submitted_by_id,
  o.handle AS organization,
  p.organization_id,
  p.upvotes,
  p.comments,
  p.stars,
  p.repository,
  p.repository_name,
  p.repository_added_by,
  p.project_page,
  p.discussion_id,
  p.thumbnail_url,
  p.media_urls,
  keywords_shown(p.keywords) AS keywords,
  p.ai_summary,
  p.ai_summary_model,
  p.author_participating,
  p.withdrawn_at,
  p.daily_rank,
  p.extra,
  p.observed_at
FROM stored_papers p
LEFT JOIN stored_accounts s ON s.id = p.submitted_by_id
LEFT JOIN stored_organizations o ON o.id = p.organization_id;

COMMENT ON VIEW papers IS 'One row per paper, as it was last seen, also when no list holds it.';
