CREATE OR REPLACE FUNCTION top_papers(first_day date, last_day date, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY p.upvotes DESC NULLS LAST, p.paper_id), p.paper_id, p.title, p.upvotes, p.comments, p.stars,
    o.organization, listed.day
  FROM (
    SELECT a.paper_id, min(l.day) AS day
    FROM listings l
    JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
    GROUP BY a.paper_id
  ) listed
  -- One look-up for each listed paper: without OFFSET 0 the planner would rather read all papers for a month.
  CROSS JOIN LATERAL (
    SELECT paper_id, title, upvotes, comments, stars, organization_id FROM papers
    WHERE papers.paper_id = listed.paper_id OFFSET 0
  ) p
  LEFT JOIN organizations o ON o.organization_id = p.organization_id
  ORDER BY 1
  LIMIT most
$$;

COMMENT ON FUNCTION top_papers(date, date, int) IS 'The papers with the most votes that were listed on the days from the first to the last.';
