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
COMMENT ON COLUMN paper_details.paper_id IS 'arXiv id, or the sites own';
COMMENT ON COLUMN paper_details.title IS 'title';
COMMENT ON COLUMN paper_details.abstract IS 'abstract';
COMMENT ON COLUMN paper_details.authors IS 'names, in order; null while they are not known';
COMMENT ON COLUMN paper_details.organization IS 'handle of the organization';
COMMENT ON COLUMN paper_details.organization_name IS 'its name';
COMMENT ON COLUMN paper_details.submitted_by IS 'handle of the account that brought the paper';
COMMENT ON COLUMN paper_details.submitted_at IS 'when it was brought';
COMMENT ON COLUMN paper_details.published_at IS 'when it was published';
COMMENT ON COLUMN paper_details.upvotes IS 'votes when last seen';
COMMENT ON COLUMN paper_details.comments IS 'comments when last seen';
COMMENT ON COLUMN paper_details.repository IS 'repository, as the site gives it';
COMMENT ON COLUMN paper_details.repository_name IS 'owner/name of the repository';
COMMENT ON COLUMN paper_details.stars IS 'its stars when last seen';
COMMENT ON COLUMN paper_details.project_page IS 'project page';
COMMENT ON COLUMN paper_details.keywords IS 'the site''s AI keywords, in lower case, each once';
COMMENT ON COLUMN paper_details.ai_summary IS 'summary that the site gives';
COMMENT ON COLUMN paper_details.days IS 'days on whose lists it is, first to last';
