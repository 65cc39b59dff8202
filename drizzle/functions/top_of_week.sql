CREATE OR REPLACE FUNCTION top_of_week(week text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT * FROM top_papers(first_day_of_week(week), first_day_of_week(week) + 6, most)
$$;

COMMENT ON FUNCTION top_of_week(text, int) IS 'The papers with the most votes of an ISO week such as 2026-W23.';
