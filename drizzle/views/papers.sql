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
COMMENT ON COLUMN papers.paper_id IS 'arXiv id without version suffix, or the site''s other id';
COMMENT ON COLUMN papers.title IS 'title';
COMMENT ON COLUMN papers.abstract IS 'abstract';
COMMENT ON COLUMN papers.author_count IS 'authors told by the page; null when it told none';
COMMENT ON COLUMN papers.published_at IS 'when the paper was published';
COMMENT ON COLUMN papers.submitted_at IS 'when it was submitted to the daily papers';
COMMENT ON COLUMN papers.submitted_by IS 'handle of the submitter';
COMMENT ON COLUMN papers.submitted_by_id IS 'account of the submitter';
COMMENT ON COLUMN papers.organization IS 'handle of the organization';
COMMENT ON COLUMN papers.organization_id IS 'organization';
COMMENT ON COLUMN papers.upvotes IS 'votes, as last seen';
COMMENT ON COLUMN papers.comments IS 'comments, as last seen';
COMMENT ON COLUMN papers.stars IS 'stars of the repository, as last seen';
COMMENT ON COLUMN papers.repository IS 'repository as the site gave it';
COMMENT ON COLUMN papers.repository_name IS 'repository as owner/name';
COMMENT ON COLUMN papers.repository_added_by IS 'who added the repository';
COMMENT ON COLUMN papers.project_page IS 'address of the project page';
COMMENT ON COLUMN papers.discussion_id IS 'the site''s id of the discussion';
COMMENT ON COLUMN papers.thumbnail_url IS 'address of the thumbnail';
COMMENT ON COLUMN papers.media_urls IS 'addresses of media';
COMMENT ON COLUMN papers.keywords IS 'the site''s AI keywords, in lower case, each once';
COMMENT ON COLUMN papers.ai_summary IS 'the site''s AI summary';
COMMENT ON COLUMN papers.ai_summary_model IS 'model that wrote the summary';
COMMENT ON COLUMN papers.author_participating IS 'whether an author takes part in the discussion';
COMMENT ON COLUMN papers.withdrawn_at IS 'when it was withdrawn';
COMMENT ON COLUMN papers.daily_rank IS 'rank of its day as the paper''s own page says; null when unranked or unknown';
COMMENT ON COLUMN papers.extra IS 'fields that have no column';
COMMENT ON COLUMN papers.observed_at IS 'when what the row holds was seen';
