CREATE OR REPLACE VIEW all_paper_authors AS
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

COMMENT ON VIEW all_paper_authors IS 'One row per paper and author, in order.';
COMMENT ON COLUMN all_paper_authors.paper_id IS 'paper';
COMMENT ON COLUMN all_paper_authors.position IS 'place among the authors, from 1';
COMMENT ON COLUMN all_paper_authors.name IS 'name';
COMMENT ON COLUMN all_paper_authors.hidden IS 'whether the site hides the author';
COMMENT ON COLUMN all_paper_authors.account IS 'handle of the account that claimed to be the author';
COMMENT ON COLUMN all_paper_authors.claim IS 'what became of the claim';
COMMENT ON COLUMN all_paper_authors.claim_changed_at IS 'when the claim last changed';
