CREATE OR REPLACE VIEW organizations AS
SELECT
  o.id AS organization_id,
  o.handle AS organization,
  o.name,
  o.avatar_url,
  o.observed_at
FROM stored_organizations o;

COMMENT ON VIEW organizations IS 'One row per organization.';
