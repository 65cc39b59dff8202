CREATE OR REPLACE FUNCTION similar_papers(
  paper text, most int DEFAULT 5, common_words text[] DEFAULT '{}', common_keywords text[] DEFAULT '{}'
)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, shared_keywords text[], shared_words text[])
LANGUAGE sql STABLE
AS $$
  WITH own AS MATERIALIZED (
    SELECT t.keywords, topic_words(t.search) AS words, title_words(t.search) AS title_words,
      tsvector_to_array(ts_filter(t.search, '{b}')) AS keyword_words, paper_start(paper) AS start, t.title,
      (SELECT count(*) FROM paper_words)::double precision AS papers
    FROM paper_words t WHERE t.paper_id = paper
  ),
  hits AS (
    SELECT k.word, true AS is_keyword, hit.paper_id, count(*) OVER (PARTITION BY k.word) AS hits
    FROM own CROSS JOIN LATERAL unnest(own.keywords) AS k(word)
    CROSS JOIN LATERAL (SELECT t.paper_id FROM paper_words t WHERE t.keywords @> ARRAY[k.word] LIMIT 1001) hit
    WHERE k.word <> ALL (common_keywords)
    UNION ALL
    SELECT w.word, false, hit.paper_id, count(*) OVER (PARTITION BY w.word)
    FROM own CROSS JOIN LATERAL unnest(own.words) AS w(word)
    CROSS JOIN LATERAL (SELECT t.paper_id FROM paper_words t WHERE topic_words(t.search) @> ARRAY[w.word] LIMIT 1001) hit
    WHERE w.word <> ALL (common_words)
  ),
  -- Rarity, squared as in a product of vectors. A word of a title says more of what a paper is about than one of its
  -- keywords, and a keyword as a whole is more than its words.
  weighed AS MATERIALIZED (
    SELECT h.word, h.is_keyword, h.paper_id, ln(1 + own.papers / h.hits) ^ 2 * CASE
        WHEN h.is_keyword THEN 0.3 WHEN h.word = ANY (own.title_words) THEN 1 ELSE 0.6
      END AS weight
    FROM hits h CROSS JOIN own
    WHERE h.hits <= 1000
  ),
  -- All that the paper could share, with itself.
  whole AS MATERIALIZED (
    SELECT sum(w.weight * CASE WHEN w.word = ANY (own.title_words) THEN 1 ELSE 0.6 END) AS weight
    FROM weighed w CROSS JOIN own
    WHERE w.paper_id = paper AND NOT w.is_keyword
  ),
  candidates AS (
    SELECT w.paper_id
    FROM weighed w
    WHERE w.paper_id <> paper
    GROUP BY w.paper_id
    -- One word in common is chance.
    HAVING count(*) > 1
    -- Ids mostly grow with time: earlier papers are looked at first.
    ORDER BY w.paper_id COLLATE "C" < paper COLLATE "C" DESC, sum(w.weight) DESC, w.paper_id COLLATE "C" DESC
    LIMIT 60
  ),
  likely AS MATERIALIZED (
    SELECT c.paper_id, t.title, t.keywords, title_words(t.search) AS title_words,
      tsvector_to_array(ts_filter(t.search, '{b}')) AS keyword_words
    FROM candidates c
    JOIN paper_words t ON t.paper_id = c.paper_id
    CROSS JOIN own
    WHERE paper_start(c.paper_id) < own.start
  ),
  scored AS (
    SELECT l.paper_id,
      sum(w.weight * CASE WHEN w.is_keyword OR w.word = ANY (l.title_words) THEN 1 ELSE 0.6 END)
        / (SELECT whole.weight FROM whole)
        * sqrt(cardinality(own.title_words) + 0.36 * cardinality(own.keyword_words))
        / sqrt(cardinality(l.title_words) + 0.36 * cardinality(l.keyword_words)) AS score,
      coalesce(array_agg(w.word ORDER BY w.weight DESC, w.word) FILTER (WHERE w.is_keyword), '{}') AS shared_keywords,
      coalesce(array_agg(w.word ORDER BY w.weight DESC, w.word) FILTER (WHERE NOT w.is_keyword), '{}') AS shared_words
    FROM likely l
    CROSS JOIN own
    JOIN weighed w ON w.paper_id = l.paper_id
    -- What is in titles only may be any word, such as "without"; what one of the two has for a keyword is a topic.
    WHERE w.is_keyword OR w.word = ANY (own.keyword_words) OR w.word = ANY (l.keyword_words)
    GROUP BY l.paper_id, l.title_words, l.keyword_words, own.title_words, own.keyword_words
    HAVING count(*) > 1
  )
  SELECT s.place, s.paper_id, p.title, p.upvotes,
    ARRAY(
      SELECT min(k.word) FROM unnest(p.keywords) AS k(word) WHERE lower(k.word) = ANY (s.shared_keywords)
      GROUP BY lower(k.word) ORDER BY array_position(s.shared_keywords, lower(k.word))
    ),
    -- As the titles write them, without those of keywords that are named anyway; the rarest ones tell enough.
    (written_words(
      concat_ws(' ', p.title, own.title, array_to_string(p.keywords, ' ')),
      ARRAY(
        SELECT word FROM unnest(s.shared_words) WITH ORDINALITY AS w(word, place)
        WHERE word <> ALL (tsvector_to_array(
          to_tsvector('pg_catalog.english'::regconfig, search_words(array_to_string(s.shared_keywords, ' ')))))
        ORDER BY w.place
      )
    ))[:6]
  FROM (
    SELECT row_number() OVER (ORDER BY scored.score DESC, scored.paper_id COLLATE "C" DESC) AS place, scored.*
    FROM scored WHERE scored.score >= 0.25
  ) s
  JOIN papers p ON p.paper_id = s.paper_id
  CROSS JOIN own
  WHERE s.place <= most
  ORDER BY s.place
$$;

COMMENT ON FUNCTION similar_papers(text, int, text[], text[]) IS 'Earlier papers like one: those whose votes began before its own (paper_start), by the keywords and the words of titles and keywords that they share. Each counts by its rarity: ln(1 + papers / papers with it) squared, by 0.3 for a whole keyword, by 0.6 for a word for each of the two that has it in its keywords only; a word that neither has in its keywords, and one of more than 1,000 papers, count nothing. The sum is taken of what the paper shares with itself, and corrected for the number of words; least 0.25, and two in common. Of at most 60 candidates. Those of more than 1,000 papers may be given, so that they are not counted anew for each paper. shared_words are written as in the titles, at most six, the rarest first, without those of shared_keywords.';
