CREATE OR REPLACE FUNCTION named_papers(kind text, name text)
RETURNS TABLE (paper_id text, came_at timestamptz, upvotes int)
LANGUAGE sql STABLE
AS $$
  SELECT p.paper_id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM organizations o JOIN papers p ON p.organization_id = o.organization_id
  WHERE named_papers.kind = 'organization' AND o.organization = named_papers.name
  UNION ALL
  SELECT p.paper_id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM (
    SELECT b.paper_id FROM accounts a JOIN papers b ON b.submitted_by_id = a.account_id
    WHERE named_papers.kind = 'submitter' AND a.account = named_papers.name
    UNION
    SELECT l.paper_id FROM accounts a JOIN appearances l ON l.submitted_by_id = a.account_id AND l.kind = 'day'
    WHERE named_papers.kind = 'submitter' AND a.account = named_papers.name
  ) b
  JOIN papers p ON p.paper_id = b.paper_id
  UNION ALL
  SELECT p.paper_id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM (SELECT DISTINCT w.paper_id FROM paper_authors w WHERE w.name = named_papers.name AND NOT w.hidden) w
  JOIN papers p ON p.paper_id = w.paper_id
  WHERE named_papers.kind = 'author'
  UNION ALL
  SELECT p.paper_id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM paper_words t JOIN papers p ON p.paper_id = t.paper_id
  WHERE named_papers.kind = 'keyword' AND t.keywords @> ARRAY[lower(named_papers.name)]
$$;

COMMENT ON FUNCTION named_papers(text, text) IS 'Papers of a name, in no order: kind is organization (handle), author (hidden ones left out), keyword (any case) or submitter (handle; of the paper or on a day''s list). came_at is when the paper was submitted, else published.';
