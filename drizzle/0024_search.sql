-- How text is cut into the words that are searched, one rule for papers and for what is typed. The parser of Postgres
-- takes "Qwen2.5-VL-7B" for one word, "GPT-4" for "gpt" and the number -4, "text/image" for a file and "LLM.int8" for a
-- host: what it gets here are plain words, of letters and digits, with blanks between them.
--
-- Few texts need this: those with other letters than ASCII, formulas, "C++" or "C#".
CREATE FUNCTION fold_letters(body text) RETURNS text
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
  folded := regexp_replace(folded, '(?<![A-Za-z0-9_])c\+\+', ' cpp ', 'gi');
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
CREATE FUNCTION search_words(body text) RETURNS text
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
--> statement-breakpoint
-- As in a web search: quotes, "or", and a minus after a blank. What is typed without blanks is found as it stands, a
-- number belongs to the name before it: "llama 3" is "llama-3".
CREATE FUNCTION search_query(typed text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT websearch_to_tsquery('pg_catalog.english'::regconfig, coalesce(string_agg(
    CASE
      WHEN each.part[3] ~* '^or$' AND each.part[1] = '' THEN 'or'
      ELSE each.part[1] || '"' || search_words(coalesce(each.part[2], each.part[3])) || '"'
    END, ' ' ORDER BY each.place), ''))
  FROM regexp_matches(
    regexp_replace(typed, '(^|\s)(?!or\s)([^\s"0-9-][^\s"]*)\s+([0-9]{1,3}(?:\.[0-9]+)*)(?=\s|$)', '\1\2-\3', 'gi'),
    '(-?)(?:"([^"]*)"?|([^\s"]+))', 'g'
  ) WITH ORDINALITY AS each(part, place)
$$;
--> statement-breakpoint
DROP FUNCTION paper_search(text, text[], text);
--> statement-breakpoint
CREATE FUNCTION paper_search(title text, keywords text[], abstract text, names text DEFAULT NULL) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT setweight(to_tsvector('pg_catalog.english'::regconfig, search_words(coalesce(title, ''))), 'A')
    || setweight(to_tsvector('pg_catalog.english'::regconfig, search_words(coalesce(array_to_string(keywords, ' '), ''))), 'B')
    || setweight(to_tsvector('pg_catalog.english'::regconfig, search_words(coalesce(abstract, ''))), 'C')
    || to_tsvector('pg_catalog.english'::regconfig, search_words(coalesce(names, '')))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION search_papers(words text, most int DEFAULT 20)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, score real, found text)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY hit.score DESC, hit.paper_id), hit.paper_id, p.title, p.upvotes, hit.score,
    ts_headline('english', concat_ws(' - ', p.title, p.abstract), hit.query || websearch_to_tsquery('english', words),
      'StartSel=**, StopSel=**, MaxFragments=2, MaxWords=18, MinWords=6')
  FROM (
    SELECT t.paper_id, q.query, ts_rank_cd(t.search, q.query) AS score
    FROM search_query(words) AS q(query)
    JOIN paper_texts t ON t.search @@ q.query
    ORDER BY score DESC, t.paper_id LIMIT most
  ) hit
  JOIN papers p ON p.id = hit.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
COMMENT ON FUNCTION fold_letters(text) IS 'A text without accents, formulas and signs: letters as they are typed. A part of search_words.';
--> statement-breakpoint
COMMENT ON FUNCTION search_words(text) IS 'The words of a text as searches see them, with blanks between: "Qwen2.5-VL-7B" is "qwen 2 5 vl 7b".';
--> statement-breakpoint
COMMENT ON FUNCTION search_query(text) IS 'What is typed into a search, as a query of full text: quotes, or, a minus after a blank. "gpt 4", "GPT-4" and "gpt4" are the same.';
--> statement-breakpoint
COMMENT ON FUNCTION paper_search(text, text[], text, text) IS 'The full text of a title, keywords, an abstract, and the names of authors and organization.';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.search IS 'full text, cut by search_words: title (weight A), keywords (B), abstract (C), names of authors and organization (D)';
--> statement-breakpoint
COMMENT ON COLUMN paper_words.search IS 'text index of title, keywords, abstract, and the names of authors and organization';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.built_with IS 'major version, version of our rule, character types and dictionaries of what made the full text; built again with another one';
--> statement-breakpoint
CREATE VIEW known_names AS
SELECT 'organization' AS kind, o.id, o.handle, o.name
FROM organizations o
WHERE EXISTS (SELECT FROM papers p WHERE p.organization_id = o.id)
UNION ALL
SELECT 'submitter', a.id, a.handle, a.fullname
FROM accounts a
WHERE EXISTS (SELECT FROM papers p WHERE p.submitted_by_id = a.id)
  OR EXISTS (SELECT FROM appearances l WHERE l.submitted_by_id = a.id AND l.kind = 'day');
--> statement-breakpoint
COMMENT ON VIEW known_names IS 'Organizations that papers have, and accounts that brought papers, by handle and name.';
--> statement-breakpoint
COMMENT ON COLUMN known_names.kind IS 'organization or submitter';
--> statement-breakpoint
COMMENT ON COLUMN known_names.id IS 'the sites id of it, or @handle while that is not known';
--> statement-breakpoint
COMMENT ON COLUMN known_names.handle IS 'handle';
--> statement-breakpoint
COMMENT ON COLUMN known_names.name IS 'its name; of a person the full one';
--> statement-breakpoint
-- Numbers and lone letters are words of names such as "Qwen2.5": two papers with "2" and "5" are not alike for it.
CREATE FUNCTION title_words(search tsvector) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT ARRAY(
    SELECT word FROM unnest(tsvector_to_array(ts_filter(search, '{a}'))) AS word WHERE word !~ '^(?:[0-9]+|.)$' ORDER BY word
  )
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION similar_papers(paper text, most int DEFAULT 5)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, shared_keywords text[], shared_words text[])
LANGUAGE sql STABLE
AS $$
  WITH own AS MATERIALIZED (
    SELECT t.keywords, title_words(t.search) AS words, paper_start(paper) AS start
    FROM paper_texts t WHERE t.paper_id = paper
  ),
  keyword_hits AS (
    SELECT hit.paper_id, count(*) OVER (PARTITION BY k.word) AS hits
    FROM (
      -- The longest ones are the most special.
      SELECT word FROM own CROSS JOIN LATERAL unnest(own.keywords) AS word ORDER BY length(word) DESC, word LIMIT 8
    ) k
    CROSS JOIN LATERAL (SELECT t.paper_id FROM paper_texts t WHERE t.keywords @> ARRAY[k.word] LIMIT 501) hit
  ),
  word_hits AS (
    SELECT hit.paper_id, count(*) OVER (PARTITION BY w.word) AS hits
    FROM (
      SELECT word FROM own CROSS JOIN LATERAL unnest(own.words) AS word
      WHERE length(word) > 3 ORDER BY length(word) DESC, word LIMIT 3
    ) w
    CROSS JOIN LATERAL (
      SELECT t.paper_id FROM paper_texts t
      WHERE t.search @@ ('''' || replace(replace(w.word, '\', '\\'), '''', '''''') || ''':A')::tsquery LIMIT 501
    ) hit
  ),
  candidates AS (
    SELECT h.paper_id
    FROM (
      SELECT keyword_hits.paper_id, 2 AS weight FROM keyword_hits WHERE hits <= 500
      UNION ALL
      SELECT word_hits.paper_id, 1 FROM word_hits WHERE hits <= 500
    ) h
    WHERE h.paper_id <> paper
    GROUP BY h.paper_id
    -- Ids mostly grow with time: earlier papers are looked at first.
    ORDER BY h.paper_id COLLATE "C" < paper COLLATE "C" DESC, sum(h.weight) DESC, h.paper_id COLLATE "C" DESC
    LIMIT 60
  ),
  likely AS MATERIALIZED (
    SELECT c.paper_id,
      ARRAY(SELECT unnest(t.keywords) INTERSECT SELECT unnest(own.keywords) ORDER BY 1) AS shared_keywords,
      ARRAY(
        SELECT unnest(title_words(t.search)) INTERSECT SELECT unnest(own.words) ORDER BY 1
      ) AS shared_words
    FROM candidates c
    JOIN paper_texts t ON t.paper_id = c.paper_id
    CROSS JOIN own
    WHERE paper_start(c.paper_id) < own.start
  ),
  scored AS (
    SELECT l.*, 2 * cardinality(l.shared_keywords) + cardinality(l.shared_words) AS score FROM likely l
    -- One word in common is chance.
    WHERE 2 * cardinality(l.shared_keywords) + cardinality(l.shared_words) >= 3
  )
  SELECT row_number() OVER (ORDER BY s.score DESC, s.paper_id COLLATE "C" DESC), s.paper_id, p.title, p.upvotes,
    s.shared_keywords, s.shared_words
  FROM scored s
  JOIN papers p ON p.id = s.paper_id
  ORDER BY 1
  LIMIT most
$$;
--> statement-breakpoint
COMMENT ON FUNCTION title_words(tsvector) IS 'Words of a title in its full text, without numbers and lone letters.';
