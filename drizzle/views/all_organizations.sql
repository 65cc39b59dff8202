CREATE OR REPLACE VIEW all_organizations AS
SELECT
  o.id AS organization_id,
  o.handle AS organization,
  o.name,
  o.avatar_url,
  o.observed_at
FROM organizations o;

COMMENT ON VIEW all_organizations IS 'One row per organization.';
COMMENT ON COLUMN all_organizations.organization_id IS 'the site''s id; @handle until a page tells it';
COMMENT ON COLUMN all_organizations.organization IS 'handle, the name in addresses';
COMMENT ON COLUMN all_organizations.name IS 'name';
COMMENT ON COLUMN all_organizations.avatar_url IS 'address of the picture';
COMMENT ON COLUMN all_organizations.observed_at IS 'when it was first seen';
