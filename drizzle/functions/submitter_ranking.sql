CREATE OR REPLACE FUNCTION submitter_ranking(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (place bigint, submitter text, fullname text, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY count(*) DESC, sum(p.upvotes) DESC NULLS LAST, s.account), s.account, s.fullname,
    count(*), sum(p.upvotes)
  FROM listings l
  JOIN appearances a ON a.kind = l.kind AND a.key = l.key
  JOIN papers p ON p.paper_id = a.paper_id
  JOIN accounts s ON s.account_id = a.submitted_by_id
  WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
  GROUP BY s.account_id, s.account, s.fullname
  ORDER BY 1
  LIMIT most
$$;

COMMENT ON FUNCTION submitter_ranking(date, date, int) IS 'Submitters by papers that they brought to the lists from the first to the last day.';
