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
COMMENT ON COLUMN comments.comment_id IS 'the site''s id';
COMMENT ON COLUMN comments.paper_id IS 'paper';
COMMENT ON COLUMN comments.parent_id IS 'comment that it answers; null for one that starts a thread';
COMMENT ON COLUMN comments.position IS 'place on the page, from 1';
COMMENT ON COLUMN comments.written_by IS 'handle of who wrote it';
COMMENT ON COLUMN comments.kind IS 'comment, status-change and the like';
COMMENT ON COLUMN comments.text IS 'Markdown as it was written; null for a hidden one';
COMMENT ON COLUMN comments.created_at IS 'when it was written';
COMMENT ON COLUMN comments.edited_at IS 'when it was last edited';
COMMENT ON COLUMN comments.hidden IS 'whether it is hidden';
COMMENT ON COLUMN comments.reactions IS 'number of reactions';
COMMENT ON COLUMN comments.observed_at IS 'when what the row holds was seen';
