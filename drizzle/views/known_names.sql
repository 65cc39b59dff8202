CREATE OR REPLACE VIEW known_names AS
SELECT 'organization' AS kind, o.id, o.handle, o.name
FROM stored_organizations o
WHERE EXISTS (SELECT FROM stored_papers p WHERE p.organization_id = o.id)
UNION ALL
SELECT 'submitter', a.id, a.handle, a.fullname
FROM stored_accounts a
WHERE EXISTS (SELECT FROM stored_papers p WHERE p.submitted_by_id = a.id)
  OR EXISTS (SELECT FROM stored_appearances l WHERE l.submitted_by_id = a.id AND l.kind = 'day');

COMMENT ON VIEW known_names IS 'Organizations that papers have, and accounts that brought papers, by handle and name.';
