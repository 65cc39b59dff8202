CREATE OR REPLACE VIEW comments AS
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
FROM stored_comments c
LEFT JOIN stored_accounts a ON a.id = c.account_id;

COMMENT ON VIEW comments IS 'One row per comment in a paper''s discussion, from the paper''s own page.';
