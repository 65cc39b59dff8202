CREATE OR REPLACE VIEW upvoters AS
SELECT u.paper_id, u.account_id, a.handle AS account, a.fullname, u.first_seen
FROM paper_upvoters u
JOIN stored_accounts a ON a.id = u.account_id;

COMMENT ON VIEW upvoters IS 'One row per paper and account that the paper''s own page named among its upvoters: some of them, never all.';
