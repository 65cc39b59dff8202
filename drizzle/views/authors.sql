CREATE OR REPLACE VIEW authors AS
SELECT
  w.author,
  count(*)::int AS papers,
  sum(p.upvotes)::int AS upvotes,
  min(coalesce(p.submitted_at, p.published_at)) AS first_paper_at,
  max(coalesce(p.submitted_at, p.published_at)) AS last_paper_at,
  coalesce(array_agg(DISTINCT w.account) FILTER (WHERE w.account IS NOT NULL), '{}') AS accounts
FROM (
  -- A name may stand twice on one paper.
  SELECT each.name AS author, each.paper_id, max(a.handle) AS account
  FROM stored_paper_authors each
  LEFT JOIN stored_accounts a ON a.id = each.account_id
  WHERE NOT each.hidden
  GROUP BY each.name, each.paper_id
) w
JOIN stored_papers p ON p.id = w.paper_id
GROUP BY w.author;

COMMENT ON VIEW authors IS 'One row per name of an author; hidden authors are left out. Names are not told apart: two people of one name are one row.';
