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
-- "C++" is no "cpp", the end of "llama.cpp".
CREATE OR REPLACE FUNCTION fold_letters(body text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
  folded text := body;
  greek text;
BEGIN
  IF strpos(folded, '\') > 0 THEN
    -- Accents, then commands that only say how a text looks; others are words: \pi is "pi".
    folded := regexp_replace(folded, '\\["''`^~=.]\{?\\?([A-Za-z])\}?', '\1', 'g');
    folded := regexp_replace(folded,
      '\\(?:text[a-z]*|math[a-z]*|emph|operatorname|boldsymbol|bm|rm|bf|it|tt|left|right)(?![A-Za-z])', ' ', 'g');
  END IF;
  folded := regexp_replace(folded, '(?<![A-Za-z0-9_])c\+\+', ' cplusplus ', 'gi');
  folded := regexp_replace(folded, '(?<![A-Za-z0-9_])c#', ' csharp ', 'gi');
  IF octet_length(folded) <> length(folded) THEN
    -- NFKD takes accents off their letters, and makes plain ones of those of formulas and of full width.
    folded := regexp_replace(normalize(translate(folded, '™®©ªº', '     '), NFKD), '[\u0300-\u036f]+', '', 'g');
    folded := translate(folded,
      'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϵϑϕϖАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐØøŁłĐđÐðıĦħ',
      'αβγδεζηθικλμνξοπρστυφχψωσεθφπабвгдежзийклмнопрстуфхцчшщъыьэюяієґoollddddihh');
    folded := replace(replace(replace(replace(replace(replace(replace(folded, 'ß', 'ss'), 'ẞ', 'ss'),
      'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th');
    IF folded ~ '[α-ω]' THEN
      FOREACH greek IN ARRAY ARRAY[
        'αalpha', 'βbeta', 'γgamma', 'δdelta', 'εepsilon', 'ζzeta', 'ηeta', 'θtheta', 'ιiota', 'κkappa', 'λlambda', 'μmu',
        'νnu', 'ξxi', 'οomicron', 'πpi', 'ρrho', 'σsigma', 'τtau', 'υupsilon', 'φphi', 'χchi', 'ψpsi', 'ωomega'
      ] LOOP
        folded := replace(folded, left(greek, 1), ' ' || substr(greek, 2) || ' ');
      END LOOP;
    END IF;
    -- Writing without blanks: each character is a word, and what is typed is found as a row of them.
    folded := regexp_replace(folded, '([\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])', ' \1 ', 'g');
    -- What is no letter: signs, arrows, operators, boxes, private use, pictures.
    folded := regexp_replace(folded,
      '[\u0080-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u3040\ue000-\uf8ff\ufe00-\ufe6f\uff00-\uff0f\uffe0-\uffff\U0001f000-\U0001faff]+',
      ' ', 'g');
  END IF;
  RETURN folded;
END
$$;
--> statement-breakpoint
DROP FUNCTION paper_search(text, text[], text, text);
--> statement-breakpoint
-- Weight A of a title are the words that say what it is about. Who a paper is from says more of it than that an abstract
-- names somebody: "NVIDIA" found papers first that had used an A100.
CREATE FUNCTION paper_search(title text, keywords text[], abstract text, authors text DEFAULT NULL, organization text DEFAULT NULL)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT setweight(setweight(to_tsvector('paper_english', search_words(coalesce(title, ''))), 'A'), 'B', stop_words())
    || setweight(to_tsvector('paper_english', search_words(concat_ws(' ', array_to_string(keywords, ' '), organization))), 'B')
    || setweight(to_tsvector('paper_english', search_words(coalesce(abstract, ''))), 'C')
    || to_tsvector('paper_english', search_words(coalesce(authors, '')))
$$;
--> statement-breakpoint
COMMENT ON FUNCTION paper_search(text, text[], text, text, text) IS 'The full text of a title, keywords, an abstract, and the names of authors and organization.';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.search IS 'full text, cut by search_words: title (weight A; of its stop_words B), keywords and organization (B), abstract (C), names of authors (D)';
