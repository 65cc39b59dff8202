CREATE OR REPLACE FUNCTION keyword_trend(word text)
RETURNS TABLE (week date, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT date_trunc('week', l.day)::date, count(DISTINCT t.paper_id), sum(p.upvotes)
  FROM paper_words t
  CROSS JOIN LATERAL (SELECT upvotes FROM papers WHERE papers.paper_id = t.paper_id OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT kind, key FROM appearances
    WHERE appearances.paper_id = t.paper_id AND appearances.kind = 'day' AND gone_at IS NULL OFFSET 0
  ) a
  JOIN listings l ON l.kind = a.kind AND l.key = a.key
  WHERE t.keywords @> ARRAY[lower(word)]
  GROUP BY 1
  ORDER BY 1
$$;

COMMENT ON FUNCTION keyword_trend(text) IS 'Listed papers with a keyword, and their votes, by week (its Monday).';
