CREATE OR REPLACE FUNCTION keyword_shifts(before_first date, first_day date, last_day date, most int DEFAULT 10)
RETURNS TABLE (keyword text, papers_before bigint, papers bigint, share_before double precision, share double precision)
LANGUAGE sql STABLE
AS $$
  WITH came AS MATERIALIZED (
    SELECT p.paper_id, p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC' AS is_now
    FROM papers p
    WHERE p.submitted_at >= before_first::timestamp AT TIME ZONE 'UTC'
      AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
  ),
  whole AS (
    SELECT count(*) FILTER (WHERE NOT is_now) AS before, count(*) FILTER (WHERE is_now) AS now FROM came
  ),
  used AS (
    SELECT word.keyword, count(*) FILTER (WHERE NOT c.is_now) AS before, count(*) FILTER (WHERE c.is_now) AS now
    FROM came c
    JOIN paper_words t ON t.paper_id = c.paper_id
    CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
    GROUP BY 1
    HAVING count(*) >= 3
  ),
  shares AS (
    SELECT u.keyword, u.before, u.now, u.before::double precision / w.before AS share_before,
      u.now::double precision / w.now AS share
    FROM used u CROSS JOIN whole w
    WHERE w.before > 0 AND w.now > 0
  )
  SELECT t.keyword, t.before, t.now, t.share_before, t.share
  FROM (
    (SELECT * FROM shares WHERE share > share_before ORDER BY share - share_before DESC, keyword COLLATE "C" LIMIT most)
    UNION ALL
    (SELECT * FROM shares WHERE share < share_before ORDER BY share - share_before, keyword COLLATE "C" LIMIT most)
  ) t
  ORDER BY t.share - t.share_before DESC, t.keyword COLLATE "C"
$$;

COMMENT ON FUNCTION keyword_shifts(date, date, date, int) IS 'Keywords whose share of the papers rose most and fell most, from the days before_first until first_day to the days first_day until last_day, the strongest rise first. A keyword needs three papers.';
