-- Weight A of a title are the words that say what it is about. Who a paper is from says more of it than that an abstract
-- names somebody: "NVIDIA" found papers first that had used an A100.
CREATE OR REPLACE FUNCTION paper_search(title text, keywords text[], abstract text, authors text DEFAULT NULL, organization text DEFAULT NULL)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT setweight(setweight(to_tsvector('paper_english', search_words(coalesce(title, ''))), 'A'), 'B', stop_words())
    || setweight(to_tsvector('paper_english', search_words(concat_ws(' ', array_to_string(keywords, ' '), organization))), 'B')
    || setweight(to_tsvector('paper_english', search_words(coalesce(abstract, ''))), 'C')
    || to_tsvector('paper_english', search_words(coalesce(authors, '')))
$$;

COMMENT ON FUNCTION paper_search(text, text[], text, text, text) IS 'The full text of a title, keywords, an abstract, and the names of authors and organization.';
