CREATE OR REPLACE VIEW accounts AS
SELECT id AS account_id, handle AS account, fullname, avatar_url, kind, is_pro, observed_at
FROM stored_accounts;

COMMENT ON VIEW accounts IS 'One row per account of the site: submitters, and authors who claimed a paper.';
COMMENT ON COLUMN accounts.account_id IS 'the site''s id; @handle until a page tells it';
COMMENT ON COLUMN accounts.account IS 'handle, the name in addresses';
COMMENT ON COLUMN accounts.fullname IS 'full name';
COMMENT ON COLUMN accounts.avatar_url IS 'address of the picture';
COMMENT ON COLUMN accounts.kind IS 'user, or what else the site says';
COMMENT ON COLUMN accounts.is_pro IS 'whether it is a paying one';
COMMENT ON COLUMN accounts.observed_at IS 'when what the row holds was seen';
