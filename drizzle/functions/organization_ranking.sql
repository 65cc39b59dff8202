CREATE OR REPLACE FUNCTION organization_ranking(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (place bigint, organization text, name text, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY sum(p.upvotes) DESC NULLS LAST, o.organization), o.organization, o.name, count(*), sum(p.upvotes)
  FROM (
    SELECT DISTINCT a.paper_id
    FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
  ) listed
  JOIN papers p ON p.paper_id = listed.paper_id
  JOIN organizations o ON o.organization_id = p.organization_id
  GROUP BY o.organization_id, o.organization, o.name
  ORDER BY 1
  LIMIT most
$$;

COMMENT ON FUNCTION organization_ranking(date, date, int) IS 'Organizations by votes of their papers listed on the days from the first to the last.';
