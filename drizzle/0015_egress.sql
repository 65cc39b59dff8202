-- Budgets of the site's quota are kept by the address or account that the site counts by. Those known so far name none;
-- the next answer of the site tells each again.
TRUNCATE quotas;
--> statement-breakpoint
ALTER TABLE quotas ADD COLUMN site text NOT NULL, ADD COLUMN egress text NOT NULL;
--> statement-breakpoint
-- Replaced and not made anew, so that readers keep their rights.
CREATE OR REPLACE VIEW quota_left AS
SELECT
  bucket,
  egress LIKE 'token:%' AS with_token,
  (budget ->> 'left')::numeric::int AS remaining,
  (budget ->> 'limit')::numeric::int AS granted,
  to_timestamp((budget ->> 'endsBeforeMs')::double precision / 1000) AS resets_at,
  left(encode(sha256(convert_to(egress, 'UTF8')), 'hex'), 8) AS egress
FROM quotas
WHERE jsonb_typeof(budget) = 'object';
--> statement-breakpoint
ALTER TABLE quotas DROP CONSTRAINT quotas_client_bucket_pk;
--> statement-breakpoint
ALTER TABLE quotas DROP COLUMN client;
--> statement-breakpoint
ALTER TABLE quotas ADD CONSTRAINT quotas_site_egress_bucket_pk PRIMARY KEY (site, egress, bucket);
--> statement-breakpoint
COMMENT ON TABLE quotas IS 'One row per site, egress and bucket of the site''s quota: what all runs of one address or account may still ask for.';
--> statement-breakpoint
COMMENT ON COLUMN quotas.site IS 'address of the site';
--> statement-breakpoint
COMMENT ON COLUMN quotas.egress IS 'by what the site counts: a digest of the token, else the name of the address (PAPERBOY_EGRESS), else the machine''s';
--> statement-breakpoint
COMMENT ON COLUMN quotas.budget IS 'when the window ends, requests left in it, taken by us and by others, and before which time none is started; times in milliseconds since 1970';
--> statement-breakpoint
COMMENT ON VIEW quota_left IS 'One row per egress and bucket of the site''s rate limit, as the site last told it.';
--> statement-breakpoint
COMMENT ON COLUMN quota_left.egress IS 'hash of the egress: tells the rows apart, and no name of a machine';
