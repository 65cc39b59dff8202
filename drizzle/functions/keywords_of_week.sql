CREATE OR REPLACE FUNCTION keywords_of_week(week text, most int DEFAULT 20)
RETURNS TABLE (keyword text, papers bigint, upvotes bigint, papers_week_before bigint)
LANGUAGE sql STABLE
AS $$
  WITH used AS (
    SELECT word.keyword, listed.is_now, listed.paper_id, p.upvotes
    FROM (
      SELECT DISTINCT a.paper_id, l.day >= first_day_of_week(week) AS is_now
      FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
      WHERE l.kind = 'day' AND l.day BETWEEN first_day_of_week(week) - 7 AND first_day_of_week(week) + 6
        AND a.gone_at IS NULL
    ) listed
    JOIN papers p ON p.paper_id = listed.paper_id
    JOIN paper_words t ON t.paper_id = p.paper_id
    CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
  )
  SELECT u.keyword, count(*) FILTER (WHERE u.is_now), sum(u.upvotes) FILTER (WHERE u.is_now),
    count(*) FILTER (WHERE NOT u.is_now)
  FROM used u
  GROUP BY u.keyword
  HAVING count(*) FILTER (WHERE u.is_now) > 0
  ORDER BY 2 DESC, 3 DESC, 1
  LIMIT most
$$;

COMMENT ON FUNCTION keywords_of_week(text, int) IS 'The keywords of an ISO week by papers, beside the number of the week before.';
