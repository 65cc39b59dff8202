CREATE OR REPLACE FUNCTION nearest_words(typed text, most int DEFAULT 3)
RETURNS TABLE (word text, likeness real)
LANGUAGE plpgsql
AS $$
DECLARE
  least real;
BEGIN
  -- The nearest ones first: for "multimodel" hundreds of titles hold a word that is near, and few are enough. Further
  -- away there are more titles, of which some may be left out.
  FOREACH least IN ARRAY ARRAY[0.5, 0.25] LOOP
    -- For this transaction; a setting of the function would have to be known to pg_dump's server before the extension.
    PERFORM set_config('pg_trgm.strict_word_similarity_threshold', least::text, true);
    RETURN QUERY
      SELECT near.word, near.likeness
      FROM (
        SELECT w.word, similarity(w.word, typed) AS likeness, count(*) AS papers
        FROM (
          (SELECT t.title AS body FROM paper_words t WHERE t.title %>> typed LIMIT 200)
          UNION ALL
          -- Without an index, which cost every load more than all of this: there are few keywords, each on many papers.
          (
            SELECT k.keyword FROM (SELECT DISTINCT unnest(t.keywords) AS keyword FROM paper_words t) k
            WHERE k.keyword %>> typed LIMIT 200
          )
        ) held
        CROSS JOIN LATERAL regexp_split_to_table(lower(held.body), '[^[:alnum:].+-]+') AS w(word)
        GROUP BY w.word
      ) near
      WHERE near.likeness >= least
      ORDER BY near.likeness DESC, near.papers DESC, near.word
      LIMIT most;
    EXIT WHEN FOUND;
  END LOOP;
END
$$;

COMMENT ON FUNCTION nearest_words(text, int) IS 'Words of titles and keywords that are spelled much like a typed one, the likeliest first, by trigrams in common.';
