CREATE OR REPLACE FUNCTION votes_by_rank(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (rank int, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT a.rank, count(*), sum(p.upvotes)
  FROM listings l
  JOIN appearances a ON a.kind = l.kind AND a.key = l.key
  JOIN papers p ON p.paper_id = a.paper_id
  WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL AND a.rank <= most
    AND p.upvotes IS NOT NULL
  GROUP BY a.rank
  ORDER BY a.rank
$$;

COMMENT ON FUNCTION votes_by_rank(date, date, int) IS 'Papers and their votes by the place on the lists of a range of days, for the first places.';
