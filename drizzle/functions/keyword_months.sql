CREATE OR REPLACE FUNCTION keyword_months(words text[], first_day date, last_day date)
RETURNS TABLE (keyword text, month date, papers bigint)
LANGUAGE sql STABLE
AS $$
  SELECT word.keyword, date_trunc('month', p.submitted_at AT TIME ZONE 'UTC')::date, count(*)
  FROM papers p
  JOIN paper_words t ON t.paper_id = p.paper_id
  CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
    AND t.keywords && keywords_shown(words) AND word.keyword = ANY(keywords_shown(words))
  GROUP BY 1, 2
  ORDER BY 1, 2
$$;

COMMENT ON FUNCTION keyword_months(text[], date, date) IS 'Papers with each of some keywords (any case) by month of submission, in a range of days; months without any are left out.';
