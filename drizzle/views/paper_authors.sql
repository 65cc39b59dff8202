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
