CREATE OR REPLACE VIEW quota_left AS
SELECT
  bucket,
  quota_identity LIKE 'token:%' AS with_token,
  (budget ->> 'left')::numeric::int AS remaining,
  (budget ->> 'limit')::numeric::int AS granted,
  to_timestamp((budget ->> 'endsBeforeMs')::double precision / 1000) AS resets_at,
  left(encode(sha256(convert_to(quota_identity, 'UTF8')), 'hex'), 8) AS quota_identity
FROM quotas
WHERE jsonb_typeof(budget) = 'object';

COMMENT ON VIEW quota_left IS 'One row per quota identity and bucket of the site''s rate limit, as the site last told it.';
COMMENT ON COLUMN quota_left.bucket IS 'bucket, such as pages';
COMMENT ON COLUMN quota_left.with_token IS 'whether it is that of a token';
COMMENT ON COLUMN quota_left.remaining IS 'requests that were left in the window';
COMMENT ON COLUMN quota_left.granted IS 'requests that a window has';
COMMENT ON COLUMN quota_left.resets_at IS 'when the window ends at the latest';
COMMENT ON COLUMN quota_left.quota_identity IS 'hash of the quota identity: tells the rows apart, and no name of a machine';
