CREATE OR REPLACE VIEW accounts AS
SELECT id AS account_id, handle AS account, fullname, avatar_url, kind, is_pro, observed_at
FROM stored_accounts;

COMMENT ON VIEW accounts IS 'One row per account of the site: submitters, and authors who claimed a paper.';
