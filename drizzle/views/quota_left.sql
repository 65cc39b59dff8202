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
