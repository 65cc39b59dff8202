CREATE OR REPLACE FUNCTION organization_trend(organization text)
RETURNS TABLE (week date, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT date_trunc('week', l.day)::date, count(DISTINCT p.paper_id), sum(p.upvotes)
  FROM organizations o
  JOIN papers p ON p.organization_id = o.organization_id
  JOIN appearances a ON a.paper_id = p.paper_id AND a.kind = 'day' AND a.gone_at IS NULL
  JOIN listings l ON l.kind = a.kind AND l.key = a.key
  WHERE o.organization = organization_trend.organization
  GROUP BY 1
  ORDER BY 1
$$;

COMMENT ON FUNCTION organization_trend(text) IS 'Listed papers of an organization (its handle), and their votes, by week (its Monday).';
