CREATE OR REPLACE VIEW organizations AS
SELECT
  o.id AS organization_id,
  o.handle AS organization,
  o.name,
  o.avatar_url,
  o.observed_at
FROM stored_organizations o;

COMMENT ON VIEW organizations IS 'One row per organization.';
COMMENT ON COLUMN organizations.organization_id IS 'the site''s id; @handle until a page tells it';
COMMENT ON COLUMN organizations.organization IS 'handle, the name in addresses';
COMMENT ON COLUMN organizations.name IS 'name';
COMMENT ON COLUMN organizations.avatar_url IS 'address of the picture';
COMMENT ON COLUMN organizations.observed_at IS 'when it was first seen';
