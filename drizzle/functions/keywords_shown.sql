-- Keywords that differ in case only are one, everywhere: this is the one place that says how it is written. Lower case, as
-- the index of words has it: which of its spellings is the usual one would change with every list that is loaded.
CREATE OR REPLACE FUNCTION keywords_shown(keywords text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE WHEN keywords IS NOT NULL THEN ARRAY(
    SELECT lower(word) FROM unnest(keywords) WITH ORDINALITY AS written(word, place) GROUP BY 1 ORDER BY min(place)
  ) END
$$;

COMMENT ON FUNCTION keywords_shown(text[]) IS 'Keywords as every view shows them: in lower case, each once, in the order of the site.';
