-- Numbers and lone letters are words of names such as "Qwen2.5": two papers with "2" and "5" are not alike for it.
CREATE OR REPLACE FUNCTION title_words(search tsvector) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT ARRAY(
    SELECT word FROM unnest(tsvector_to_array(ts_filter(search, '{a}'))) AS word WHERE word !~ '^(?:[0-9]+|.)$' ORDER BY word
  )
$$;

COMMENT ON FUNCTION title_words(tsvector) IS 'Words of a title in its full text, without numbers and lone letters.';
