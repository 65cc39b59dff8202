-- Papers are alike by what they are about: the words of their titles and keywords, each as much as it is rare.
-- The index paper_texts_topics calls this: another body needs a migration that makes the index anew.
CREATE OR REPLACE FUNCTION topic_words(search tsvector) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT ARRAY(
    SELECT word FROM unnest(tsvector_to_array(ts_filter(search, '{a,b}'))) AS word WHERE word !~ '^(?:[0-9]+|.)$' ORDER BY word
  )
$$;

COMMENT ON FUNCTION topic_words(tsvector) IS 'Words of a title and its keywords in their full text, without numbers and lone letters.';
