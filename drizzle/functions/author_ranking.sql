CREATE OR REPLACE FUNCTION author_ranking(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (place bigint, author text, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY count(*) DESC, sum(p.upvotes) DESC NULLS LAST, w.name), w.name, count(*), sum(p.upvotes)
  FROM (
    SELECT DISTINCT a.paper_id
    FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
  ) listed
  JOIN papers p ON p.paper_id = listed.paper_id
  CROSS JOIN LATERAL (
    SELECT DISTINCT name FROM paper_authors WHERE paper_authors.paper_id = listed.paper_id AND NOT hidden
  ) w
  GROUP BY w.name
  ORDER BY 1
  LIMIT most
$$;

COMMENT ON FUNCTION author_ranking(date, date, int) IS 'Authors by papers listed on the days from the first to the last; hidden ones are left out. Names are not told apart.';
