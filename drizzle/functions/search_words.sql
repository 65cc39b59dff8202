CREATE OR REPLACE FUNCTION search_words(body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  -- A number is a word of its own beside a name of two letters or more: "GPT-4", "GPT 4" and "GPT4" are the same two
  -- words, while "7B", "o3", "R1" and "T5" stay whole, since a lone letter or digit finds everything. A tsvector holds
  -- 1 MB, hence the end.
  SELECT left(regexp_replace(
    regexp_replace(
      regexp_replace(
        lower(CASE WHEN octet_length(body) <> length(body) OR body ~ '[\\+#]' THEN fold_letters(body) ELSE body END COLLATE "C"),
        '[\u0001-\u001f!-/:-@\[-`{-\u007f]+', ' ', 'g'),
      '([a-z]{2})([0-9])', '\1 \2', 'g'),
    '([0-9])([a-z]{2})', '\1 \2', 'g'), 100000)
$$;

COMMENT ON FUNCTION search_words(text) IS 'The words of a text as searches see them, with blanks between: "Qwen2.5-VL-7B" is "qwen 2 5 vl 7b".';
