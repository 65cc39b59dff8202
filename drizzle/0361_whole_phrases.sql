-- The dictionary "english" of Postgres leaves out words such as "to" and "of", and a phrase around one is found with any
-- word in its place: "image-to-video" found every "image and video", "in-context learning" every "context" with "learning".
-- Full text holds all words now, and a lone one of these is still left out of a search.
CREATE TEXT SEARCH DICTIONARY english_words (TEMPLATE = pg_catalog.snowball, Language = english);
--> statement-breakpoint
COMMENT ON TEXT SEARCH DICTIONARY english_words IS 'Words by their stems, none left out.';
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION paper_english (COPY = pg_catalog.english);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION paper_english ALTER MAPPING REPLACE pg_catalog.english_stem WITH english_words;
--> statement-breakpoint
COMMENT ON TEXT SEARCH CONFIGURATION paper_english IS 'English with every word, also "to" and "of": the full text of papers, and searches in it.';
--> statement-breakpoint
CREATE FUNCTION stop_words() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT string_to_array(
    'a about abov after again against all am an and ani are as at be becaus been befor below between both but by can did do '
    'doe don down dure each few for from further had has have he her here herself him himself his how i if in into is it itself '
    'just me more most my myself no nor not now of off on onc onli or other our ourselv out over own s same she should so some '
    'such t than that the their them themselv then there these they this those through to too under until up veri was we were '
    'what when where whi which while who whom will with you your yourself yourselv', ' ')
$$;
--> statement-breakpoint
COMMENT ON FUNCTION stop_words() IS 'Words that nearly every text holds, as stems: they say nothing of a paper.';
--> statement-breakpoint
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
--> statement-breakpoint
-- Weight A of a title are the words that say what it is about.
CREATE OR REPLACE FUNCTION paper_search(title text, keywords text[], abstract text, names text DEFAULT NULL) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT setweight(setweight(to_tsvector('paper_english', search_words(coalesce(title, ''))), 'A'), 'B', stop_words())
    || setweight(to_tsvector('paper_english', search_words(coalesce(array_to_string(keywords, ' '), ''))), 'B')
    || setweight(to_tsvector('paper_english', search_words(coalesce(abstract, ''))), 'C')
    || to_tsvector('paper_english', search_words(coalesce(names, '')))
$$;
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.search IS 'full text, cut by search_words: title (weight A; of its stop_words B), keywords (B), abstract (C), names of authors and organization (D)';
