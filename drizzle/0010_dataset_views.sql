-- Whole tables as stable views, for the data set. Each is read in pages along the key of its table; readings along
-- their time.
CREATE INDEX "observations_observed" ON "observations" USING btree ("observed_at");
--> statement-breakpoint
CREATE VIEW all_papers AS
SELECT
  p.id AS paper_id,
  p.title,
  p.abstract,
  p.author_count,
  p.published_at,
  p.submitted_at,
  s.handle AS submitted_by,
  o.handle AS organization,
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
  p.keywords,
  p.ai_summary,
  p.ai_summary_model,
  p.author_participating,
  p.withdrawn_at,
  p.daily_rank,
  p.extra,
  p.observed_at
FROM papers p
LEFT JOIN accounts s ON s.id = p.submitted_by_id
LEFT JOIN organizations o ON o.id = p.organization_id;
--> statement-breakpoint
CREATE VIEW all_paper_authors AS
SELECT
  w.paper_id,
  w.position,
  w.name,
  w.hidden,
  a.handle AS account,
  w.claim,
  w.claim_changed_at
FROM paper_authors w
LEFT JOIN accounts a ON a.id = w.account_id;
--> statement-breakpoint
CREATE VIEW all_observations AS
SELECT
  o.kind,
  o.key,
  o.observed_at,
  o.source,
  o.complete,
  o.held,
  o.flags,
  o.reason,
  o.rejected,
  o.paper_ids,
  o.ranks,
  o.upvotes,
  o.comments,
  o.stars
FROM observations o;
--> statement-breakpoint
CREATE VIEW all_versions AS
SELECT
  v.paper_id,
  v.field_set,
  v.hash,
  v.fields,
  v.first_seen,
  v.last_seen
FROM paper_versions v;
--> statement-breakpoint
CREATE VIEW all_organizations AS
SELECT
  o.id AS organization_id,
  o.handle AS organization,
  o.name,
  o.avatar_url,
  o.observed_at
FROM organizations o;
--> statement-breakpoint
CREATE VIEW all_comments AS
SELECT
  c.id AS comment_id,
  c.paper_id,
  c.parent_id,
  c.position,
  a.handle AS written_by,
  c.kind,
  c.text,
  c.created_at,
  c.edited_at,
  c.hidden,
  c.reactions,
  c.observed_at
FROM comments c
LEFT JOIN accounts a ON a.id = c.account_id;
--> statement-breakpoint
COMMENT ON VIEW all_papers IS 'One row per paper, as it was last seen, also when no list holds it.';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.paper_id IS 'arXiv id without version suffix, or the site''s other id';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.author_count IS 'authors told by the page; null when it told none';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.published_at IS 'when the paper was published';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.submitted_at IS 'when it was submitted to the daily papers';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.submitted_by IS 'handle of the submitter';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.organization IS 'handle of the organization';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.upvotes IS 'votes, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.comments IS 'comments, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.stars IS 'stars of the repository, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.repository IS 'repository as the site gave it';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.repository_name IS 'repository as owner/name';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.repository_added_by IS 'who added the repository';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.project_page IS 'address of the project page';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.discussion_id IS 'the site''s id of the discussion';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.thumbnail_url IS 'address of the thumbnail';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.media_urls IS 'addresses of media';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.keywords IS 'the site''s AI keywords';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.ai_summary IS 'the site''s AI summary';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.ai_summary_model IS 'model that wrote the summary';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.author_participating IS 'whether an author takes part in the discussion';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.withdrawn_at IS 'when it was withdrawn';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.daily_rank IS 'rank of its day as the paper''s own page says; null when unranked or unknown';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.extra IS 'fields that have no column';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON VIEW all_paper_authors IS 'One row per paper and author, in order.';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.position IS 'place among the authors, from 1';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.name IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.hidden IS 'whether the site hides the author';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.account IS 'handle of the account that claimed to be the author';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.claim IS 'what became of the claim';
--> statement-breakpoint
COMMENT ON COLUMN all_paper_authors.claim_changed_at IS 'when the claim last changed';
--> statement-breakpoint
COMMENT ON VIEW all_observations IS 'One row per reading of a listing: what it held, a list per column, best rank first.';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.observed_at IS 'when the listing was fetched';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.source IS 'form and hash of the response: tells two readings of one instant apart';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.complete IS 'whether it held the whole list';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.held IS 'true while it is too unlike the readings before it to be believed: it takes no part in the history';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.flags IS 'what is odd about it; null for nothing';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.reason IS 'the same in a sentence';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.rejected IS 'entries that could not be read';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.paper_ids IS 'papers on it';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.ranks IS 'their ranks';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.upvotes IS 'their votes';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.comments IS 'their comments';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.stars IS 'stars of their repositories';
--> statement-breakpoint
COMMENT ON VIEW all_versions IS 'One row per value that a title, an abstract, the links or the AI texts of a paper had; none while there was only one.';
--> statement-breakpoint
COMMENT ON COLUMN all_versions.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN all_versions.field_set IS 'title, abstract, links or ai';
--> statement-breakpoint
COMMENT ON COLUMN all_versions.hash IS 'MD5 of the fields';
--> statement-breakpoint
COMMENT ON COLUMN all_versions.fields IS 'the values';
--> statement-breakpoint
COMMENT ON COLUMN all_versions.first_seen IS 'first reading that showed it';
--> statement-breakpoint
COMMENT ON COLUMN all_versions.last_seen IS 'last reading that showed it; null for the present one';
--> statement-breakpoint
COMMENT ON VIEW all_organizations IS 'One row per organization.';
--> statement-breakpoint
COMMENT ON COLUMN all_organizations.organization_id IS 'the site''s id; @handle until a page tells it';
--> statement-breakpoint
COMMENT ON COLUMN all_organizations.organization IS 'handle, the name in addresses';
--> statement-breakpoint
COMMENT ON COLUMN all_organizations.name IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN all_organizations.avatar_url IS 'address of the picture';
--> statement-breakpoint
COMMENT ON COLUMN all_organizations.observed_at IS 'when it was first seen';
--> statement-breakpoint
COMMENT ON VIEW all_comments IS 'One row per comment in a paper''s discussion, from the paper''s own page.';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.comment_id IS 'the site''s id';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.parent_id IS 'comment that it answers; null for one that starts a thread';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.position IS 'place on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.written_by IS 'handle of who wrote it';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.kind IS 'comment, status-change and the like';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.text IS 'Markdown as it was written; null for a hidden one';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.created_at IS 'when it was written';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.edited_at IS 'when it was last edited';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.hidden IS 'whether it is hidden';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.reactions IS 'number of reactions';
--> statement-breakpoint
COMMENT ON COLUMN all_comments.observed_at IS 'when what the row holds was seen';
