CREATE OR REPLACE FUNCTION written_words(body text, stems text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT coalesce(array_agg(found.word ORDER BY array_position(stems, found.stem)), '{}')
  FROM (
    SELECT DISTINCT ON (s.stem) s.stem, w.word
    FROM regexp_split_to_table(
      regexp_replace(regexp_replace(body, '([A-Za-z]{2})([0-9])', '\1 \2', 'g'), '([0-9])([A-Za-z]{2})', '\1 \2', 'g'),
      '[\u0001-/:-@\[-`{-\u007f\u2000-\u206f]+'
    ) WITH ORDINALITY AS w(word, place)
    CROSS JOIN LATERAL unnest(
      tsvector_to_array(to_tsvector('pg_catalog.english'::regconfig, search_words(w.word)))
    ) AS s(stem)
    WHERE s.stem = ANY (stems)
    ORDER BY s.stem, w.place
  ) found
$$;

COMMENT ON FUNCTION written_words(text, text[]) IS 'Words of a text as it writes them, whose stems are asked for, in the order of those.';
