-- What the pages about one paper or one name, and about trends, are made from.
--
-- A word that more than 500 papers share tells nothing of likeness, and would make the search for candidates grow with
-- the warehouse: such words find none, but count where another word found the paper.
CREATE FUNCTION similar_papers(paper text, most int DEFAULT 5)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, shared_keywords text[], shared_words text[])
LANGUAGE sql STABLE
AS $$
  WITH own AS MATERIALIZED (
    SELECT t.keywords, tsvector_to_array(ts_filter(t.search, '{a}')) AS words, paper_start(paper) AS start
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
        SELECT unnest(tsvector_to_array(ts_filter(t.search, '{a}'))) INTERSECT SELECT unnest(own.words) ORDER BY 1
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
CREATE FUNCTION named_papers(kind text, name text)
RETURNS TABLE (paper_id text, came_at timestamptz, upvotes int)
LANGUAGE sql STABLE
AS $$
  SELECT p.id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM organizations o JOIN papers p ON p.organization_id = o.id
  WHERE named_papers.kind = 'organization' AND o.handle = named_papers.name
  UNION ALL
  SELECT p.id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM (
    SELECT b.id FROM accounts a JOIN papers b ON b.submitted_by_id = a.id
    WHERE named_papers.kind = 'submitter' AND a.handle = named_papers.name
    UNION
    SELECT l.paper_id FROM accounts a JOIN appearances l ON l.submitted_by_id = a.id AND l.kind = 'day'
    WHERE named_papers.kind = 'submitter' AND a.handle = named_papers.name
  ) b
  JOIN papers p ON p.id = b.id
  UNION ALL
  SELECT p.id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM (SELECT DISTINCT w.paper_id FROM paper_authors w WHERE w.name = named_papers.name AND NOT w.hidden) w
  JOIN papers p ON p.id = w.paper_id
  WHERE named_papers.kind = 'author'
  UNION ALL
  SELECT p.id, coalesce(p.submitted_at, p.published_at), p.upvotes
  FROM paper_texts t JOIN papers p ON p.id = t.paper_id
  WHERE named_papers.kind = 'keyword' AND t.keywords @> ARRAY[lower(named_papers.name)]
$$;
--> statement-breakpoint
CREATE FUNCTION votes_by_rank(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (rank int, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT a.rank, count(*), sum(p.upvotes)
  FROM listings l
  JOIN appearances a ON a.kind = l.kind AND a.key = l.key
  JOIN papers p ON p.id = a.paper_id
  WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL AND a.rank <= most
    AND p.upvotes IS NOT NULL
  GROUP BY a.rank
  ORDER BY a.rank
$$;
--> statement-breakpoint
CREATE FUNCTION votes_by_hour(first_day date, last_day date)
RETURNS TABLE (weekday int, hour int, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT extract(isodow FROM p.submitted_at AT TIME ZONE 'UTC')::int,
    extract(hour FROM p.submitted_at AT TIME ZONE 'UTC')::int, count(*), sum(p.upvotes)
  FROM papers p
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC' AND p.upvotes IS NOT NULL
  GROUP BY 1, 2
  ORDER BY 1, 2
$$;
--> statement-breakpoint
CREATE FUNCTION code_by_month(first_day date, last_day date)
RETURNS TABLE (month date, papers bigint, with_code bigint)
LANGUAGE sql STABLE
AS $$
  SELECT date_trunc('month', p.submitted_at AT TIME ZONE 'UTC')::date, count(*), count(p.repository)
  FROM papers p
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
  GROUP BY 1
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION keyword_months(words text[], first_day date, last_day date)
RETURNS TABLE (keyword text, month date, papers bigint)
LANGUAGE sql STABLE
AS $$
  SELECT word.keyword, date_trunc('month', p.submitted_at AT TIME ZONE 'UTC')::date, count(*)
  FROM papers p
  JOIN paper_texts t ON t.paper_id = p.id
  CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
    AND t.keywords && words AND word.keyword = ANY(words)
  GROUP BY 1, 2
  ORDER BY 1, 2
$$;
--> statement-breakpoint
CREATE FUNCTION keyword_shifts(before_first date, first_day date, last_day date, most int DEFAULT 10)
RETURNS TABLE (keyword text, papers_before bigint, papers bigint, share_before double precision, share double precision)
LANGUAGE sql STABLE
AS $$
  WITH came AS MATERIALIZED (
    SELECT p.id, p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC' AS is_now
    FROM papers p
    WHERE p.submitted_at >= before_first::timestamp AT TIME ZONE 'UTC'
      AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
  ),
  whole AS (
    SELECT count(*) FILTER (WHERE NOT is_now) AS before, count(*) FILTER (WHERE is_now) AS now FROM came
  ),
  used AS (
    SELECT word.keyword, count(*) FILTER (WHERE NOT c.is_now) AS before, count(*) FILTER (WHERE c.is_now) AS now
    FROM came c
    JOIN paper_texts t ON t.paper_id = c.id
    CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
    GROUP BY 1
    HAVING count(*) >= 3
  ),
  shares AS (
    SELECT u.keyword, u.before, u.now, u.before::double precision / w.before AS share_before,
      u.now::double precision / w.now AS share
    FROM used u CROSS JOIN whole w
    WHERE w.before > 0 AND w.now > 0
  )
  SELECT t.keyword, t.before, t.now, t.share_before, t.share
  FROM (
    (SELECT * FROM shares WHERE share > share_before ORDER BY share - share_before DESC, keyword COLLATE "C" LIMIT most)
    UNION ALL
    (SELECT * FROM shares WHERE share < share_before ORDER BY share - share_before, keyword COLLATE "C" LIMIT most)
  ) t
  ORDER BY t.share - t.share_before DESC, t.keyword COLLATE "C"
$$;
--> statement-breakpoint
CREATE INDEX "papers_submitted" ON "papers" USING btree ("submitted_at");
--> statement-breakpoint
COMMENT ON FUNCTION similar_papers(text, int) IS 'Earlier papers like one: those whose votes began before its own (paper_start), by two points for each keyword and one for each word of the title that they share, three at least. Of at most 60 candidates; a word that more than 500 papers have finds none.';
--> statement-breakpoint
COMMENT ON FUNCTION named_papers(text, text) IS 'Papers of a name, in no order: kind is organization (handle), author (hidden ones left out), keyword (any case) or submitter (handle; of the paper or on a day''s list). came_at is when the paper was submitted, else published.';
--> statement-breakpoint
COMMENT ON FUNCTION votes_by_rank(date, date, int) IS 'Papers and their votes by the place on the lists of a range of days, for the first places.';
--> statement-breakpoint
COMMENT ON FUNCTION votes_by_hour(date, date) IS 'Papers and their votes by weekday (1 is Monday) and hour of submission, UTC, for papers submitted in a range of days.';
--> statement-breakpoint
COMMENT ON FUNCTION code_by_month(date, date) IS 'Papers by month of submission, and how many of them have a repository, in a range of days.';
--> statement-breakpoint
COMMENT ON FUNCTION keyword_months(text[], date, date) IS 'Papers with each of some keywords (lower case) by month of submission, in a range of days; months without any are left out.';
--> statement-breakpoint
COMMENT ON FUNCTION keyword_shifts(date, date, date, int) IS 'Keywords whose share of the papers rose most and fell most, from the days before_first until first_day to the days first_day until last_day, the strongest rise first. A keyword needs three papers.';
