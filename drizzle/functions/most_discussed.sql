CREATE OR REPLACE FUNCTION most_discussed(first_day date, last_day date, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, comments int, answers int, writers int, upvotes int, day date)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY c.comments DESC, c.upvotes DESC NULLS LAST, c.paper_id), c.paper_id, c.title,
    c.comments, c.answers, c.writers, c.upvotes, listed.day
  FROM (
    SELECT a.paper_id, min(l.day) AS day
    FROM listings l
    JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN most_discussed.first_day AND last_day AND a.gone_at IS NULL
    GROUP BY a.paper_id
  ) listed
  -- One look-up for each listed paper: without OFFSET 0 all discussions would be counted for a week.
  CROSS JOIN LATERAL (SELECT * FROM paper_discussion d WHERE d.paper_id = listed.paper_id OFFSET 0) c
  WHERE c.comments > 0
  ORDER BY 1
  LIMIT most
$$;

COMMENT ON FUNCTION most_discussed(date, date, int) IS 'Papers of the lists of a range of days with most comments, answers included, of those whose own page was read. day is their first one in the range.';
