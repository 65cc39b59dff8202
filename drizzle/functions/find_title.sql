CREATE OR REPLACE FUNCTION find_title(title_like text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, likeness real)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY hit.distance, hit.paper_id), hit.paper_id, hit.title, (1 - hit.distance)::real
  FROM (
    SELECT t.paper_id, t.title, t.title <->> title_like AS distance
    FROM paper_words t
    WHERE t.title %> title_like
    ORDER BY distance, t.paper_id LIMIT most
  ) hit
  ORDER BY 1
$$;

COMMENT ON FUNCTION find_title(text, int) IS 'Papers whose title holds something like the text, for titles with typing errors or in part.';
