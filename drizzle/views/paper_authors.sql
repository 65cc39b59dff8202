CREATE OR REPLACE VIEW paper_authors AS
SELECT
  w.paper_id,
  w.position,
  w.name,
  w.hidden,
  a.handle AS account,
  w.claim,
  w.claim_changed_at
FROM stored_paper_authors w
LEFT JOIN stored_accounts a ON a.id = w.account_id;

COMMENT ON VIEW paper_authors IS 'One row per paper and author, in order.';
COMMENT ON COLUMN paper_authors.paper_id IS 'paper';
COMMENT ON COLUMN paper_authors.position IS 'place among the authors, from 1';
COMMENT ON COLUMN paper_authors.name IS 'name';
COMMENT ON COLUMN paper_authors.hidden IS 'whether the site hides the author';
COMMENT ON COLUMN paper_authors.account IS 'handle of the account that claimed to be the author';
COMMENT ON COLUMN paper_authors.claim IS 'what became of the claim';
COMMENT ON COLUMN paper_authors.claim_changed_at IS 'when the claim last changed';
