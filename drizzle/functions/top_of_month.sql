CREATE OR REPLACE FUNCTION top_of_month(month text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT * FROM top_papers(first_day_of_month(month), (first_day_of_month(month) + interval '1 month - 1 day')::date, most)
$$;

COMMENT ON FUNCTION top_of_month(text, int) IS 'The papers with the most votes of a month such as 2026-06.';
