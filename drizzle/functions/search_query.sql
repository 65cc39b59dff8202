CREATE OR REPLACE FUNCTION search_query(typed text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT websearch_to_tsquery('paper_english', coalesce(string_agg(
    CASE
      WHEN each.part[3] ~* '^or$' AND each.part[1] = '' THEN 'or'
      WHEN each.words !~ ' ' AND ts_lexize('english_words', each.words) <@ stop_words() THEN ''
      ELSE each.part[1] || '"' || each.words || '"'
    END, ' ' ORDER BY each.place), ''))
  FROM (
    SELECT found.part, found.place, btrim(search_words(coalesce(found.part[2], found.part[3]))) AS words
    FROM regexp_matches(
      regexp_replace(typed, '(^|\s)(?!or\s)([^\s"0-9-][^\s"]*)\s+([0-9]{1,3}(?:\.[0-9]+)*)(?=\s|$)', '\1\2-\3', 'gi'),
      '(-?)(?:"([^"]*)"?|([^\s"]+))', 'g'
    ) WITH ORDINALITY AS found(part, place)
  ) each
$$;

COMMENT ON FUNCTION search_query(text) IS 'What is typed into a search, as a query of full text: quotes, or, a minus after a blank. "gpt 4", "GPT-4" and "gpt4" are the same.';
