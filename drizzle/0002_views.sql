-- The stable views, and the functions for what people ask. Tables may change, these only grow.
CREATE VIEW paper_days AS
SELECT
  l.day,
  a.rank,
  a.paper_id,
  p.title,
  p.abstract,
  CASE WHEN p.author_count IS NOT NULL THEN
    ARRAY(SELECT w.name FROM paper_authors w WHERE w.paper_id = a.paper_id ORDER BY w.position)
  END AS authors,
  o.handle AS organization,
  o.name AS organization_name,
  s.handle AS submitted_by,
  a.submitted_at,
  p.published_at,
  p.upvotes,
  p.comments,
  p.repository,
  p.repository_name,
  p.stars,
  p.project_page,
  p.keywords,
  p.ai_summary,
  a.first_seen,
  coalesce(a.last_seen, l.last_read_at) AS last_seen,
  a.gone_at
FROM appearances a
JOIN listings l ON l.kind = a.kind AND l.key = a.key
JOIN papers p ON p.id = a.paper_id
LEFT JOIN organizations o ON o.id = p.organization_id
LEFT JOIN accounts s ON s.id = a.submitted_by_id
WHERE a.kind = 'day';
--> statement-breakpoint
CREATE VIEW paper_history AS
SELECT paper_id, observed_at, upvotes, comments, stars FROM snapshots;
--> statement-breakpoint
CREATE VIEW coverage AS
SELECT day, state, reason, expected, loaded, attempts, fetched_at, next_due_at, flags
FROM listings
WHERE kind = 'day';
--> statement-breakpoint
CREATE VIEW coverage_gaps AS
SELECT every.day::date AS day, coalesce(l.state, 'missing') AS state, l.reason, l.expected, l.loaded, l.flags
FROM (SELECT min(day) AS first, max(day) AS last FROM listings WHERE kind = 'day') span
CROSS JOIN LATERAL generate_series(span.first::timestamp, span.last::timestamp, interval '1 day') AS every(day)
LEFT JOIN listings l ON l.kind = 'day' AND l.day = every.day::date
WHERE coalesce(l.state, 'missing') NOT IN ('complete', 'empty', 'redirected')
  OR l.loaded < l.expected
  OR l.flags IS NOT NULL;
--> statement-breakpoint
CREATE VIEW listing_papers AS
SELECT a.kind, a.key, a.rank, a.paper_id, coalesce(a.last_seen, l.last_read_at) AS observed_at
FROM appearances a
JOIN listings l ON l.kind = a.kind AND l.key = a.key
WHERE a.gone_at IS NULL AND a.kind <> 'paper';
--> statement-breakpoint
CREATE VIEW text_entries AS
SELECT
  CASE WHEN e.kind = 'trending' THEN e.kind ELSE e.kind || ':' || e.key END AS listing,
  e.position,
  e.title,
  e.abstract,
  e.author_count AS authors_count,
  e.organization,
  e.organization_name,
  e.published_on,
  e.comments,
  e.links,
  e.paper_id,
  e.confidence
FROM unidentified_entries e
WHERE e.observed_at = (SELECT max(l.observed_at) FROM unidentified_entries l WHERE l.kind = e.kind AND l.key = e.key);
--> statement-breakpoint
CREATE VIEW papers_gone AS
SELECT l.day, a.paper_id, p.title, a.rank AS last_rank, a.first_seen, a.last_seen, a.gone_at
FROM appearances a
JOIN listings l ON l.kind = a.kind AND l.key = a.key
JOIN papers p ON p.id = a.paper_id
WHERE a.kind = 'day' AND a.gone_at IS NOT NULL;
--> statement-breakpoint
CREATE VIEW title_changes AS
SELECT v.paper_id, v.fields ->> 'title' AS title, v.first_seen, v.last_seen,
  lag(v.fields ->> 'title') OVER (PARTITION BY v.paper_id ORDER BY v.first_seen) AS title_before
FROM paper_versions v
WHERE v.field_set = 'title';
--> statement-breakpoint
CREATE FUNCTION list_at(list_day date, instant timestamptz)
RETURNS TABLE (rank int, paper_id text, title text, upvotes int, comments int, stars int, observed_at timestamptz)
LANGUAGE sql STABLE
AS $$
  SELECT o.ranks[held.place], held.paper_id, p.title, o.upvotes[held.place], o.comments[held.place],
    o.stars[held.place], o.observed_at
  FROM (
    SELECT * FROM observations
    WHERE kind = 'day' AND key = to_char(list_day, 'YYYY-MM-DD') AND complete AND observations.observed_at <= instant
    ORDER BY observations.observed_at DESC LIMIT 1
  ) o
  CROSS JOIN LATERAL unnest(o.paper_ids) WITH ORDINALITY AS held(paper_id, place)
  JOIN papers p ON p.id = held.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION rank_history(list_day date, paper text)
RETURNS TABLE (observed_at timestamptz, rank int, upvotes int, listed int)
LANGUAGE sql STABLE
AS $$
  SELECT o.observed_at, o.ranks[at.place], o.upvotes[at.place], cardinality(o.paper_ids)
  FROM observations o
  CROSS JOIN LATERAL (SELECT array_position(o.paper_ids, paper) AS place) at
  WHERE o.kind = 'day' AND o.key = to_char(list_day, 'YYYY-MM-DD') AND o.complete
  ORDER BY o.observed_at
$$;
--> statement-breakpoint
CREATE FUNCTION top_papers(first_day date, last_day date, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY p.upvotes DESC NULLS LAST, p.id), p.id, p.title, p.upvotes, p.comments, p.stars,
    o.handle, listed.day
  FROM (
    SELECT a.paper_id, min(l.day) AS day
    FROM listings l
    JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
    GROUP BY a.paper_id
  ) listed
  -- One look-up for each listed paper: without OFFSET 0 the planner would rather read all papers for a month.
  CROSS JOIN LATERAL (SELECT * FROM papers WHERE papers.id = listed.paper_id OFFSET 0) p
  LEFT JOIN organizations o ON o.id = p.organization_id
  ORDER BY 1
  LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION top_of_week(week text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT * FROM top_papers(to_date(week, 'IYYY-"W"IW'), to_date(week, 'IYYY-"W"IW') + 6, most)
$$;
--> statement-breakpoint
CREATE FUNCTION top_of_month(month text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT * FROM top_papers(to_date(month, 'YYYY-MM'), (to_date(month, 'YYYY-MM') + interval '1 month - 1 day')::date, most)
$$;
--> statement-breakpoint
CREATE FUNCTION vote_curve(paper text)
RETURNS TABLE (observed_at timestamptz, hours double precision, upvotes int, gained int, comments int, stars int)
LANGUAGE sql STABLE
AS $$
  SELECT s.observed_at,
    round((extract(epoch FROM s.observed_at - min(s.observed_at) OVER ()) / 3600)::numeric, 1)::double precision,
    s.upvotes, s.upvotes - lag(s.upvotes) OVER (ORDER BY s.observed_at), s.comments, s.stars
  FROM snapshots s
  WHERE s.paper_id = paper
  ORDER BY s.observed_at
$$;
--> statement-breakpoint
CREATE FUNCTION vote_gains(since timestamptz, until timestamptz)
RETURNS TABLE (paper_id text, observed_at timestamptz, gained int)
LANGUAGE sql STABLE
AS $$
  SELECT inside.paper_id, inside.observed_at,
    inside.upvotes - coalesce(inside.before, (
      SELECT s.upvotes FROM snapshots s
      WHERE s.paper_id = inside.paper_id AND s.observed_at <= since
      ORDER BY s.observed_at DESC LIMIT 1
    ), CASE WHEN inside.first THEN 0 ELSE inside.upvotes END)
  FROM (
    SELECT s.paper_id, s.observed_at, s.upvotes,
      lag(s.upvotes) OVER steps AS before, row_number() OVER steps = 1 AS first
    FROM snapshots s
    WHERE s.observed_at > since AND s.observed_at <= until
    WINDOW steps AS (PARTITION BY s.paper_id ORDER BY s.observed_at)
  ) inside
$$;
--> statement-breakpoint
CREATE FUNCTION fastest_risers(since timestamptz, until timestamptz, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, gained bigint, upvotes int)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY g.gained DESC, p.id), p.id, p.title, g.gained, p.upvotes
  FROM (
    SELECT v.paper_id, sum(v.gained) AS gained FROM vote_gains(since, until) v
    GROUP BY v.paper_id ORDER BY 2 DESC, 1 LIMIT most
  ) g
  JOIN papers p ON p.id = g.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION trending_at(instant timestamptz, most int DEFAULT 20)
RETURNS TABLE (place bigint, paper_id text, title text, momentum double precision, gained bigint, upvotes int, age_hours double precision)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY t.momentum DESC, p.id), p.id, p.title,
    round(t.momentum::numeric, 3)::double precision, t.gained, p.upvotes, round(t.age_hours::numeric, 1)::double precision
  FROM (
    SELECT g.paper_id, g.gained, age.hours AS age_hours, g.decayed / (age.hours + 2) AS momentum
    FROM (
      SELECT v.paper_id, sum(v.gained) AS gained,
        sum(v.gained * 0.5 ^ (extract(epoch FROM instant - v.observed_at)::double precision / 86400)) AS decayed
      FROM vote_gains(instant - interval '72 hours', instant) v
      GROUP BY v.paper_id
    ) g
    CROSS JOIN LATERAL (
      SELECT extract(epoch FROM instant - min(s.observed_at))::double precision / 3600 AS hours
      FROM snapshots s WHERE s.paper_id = g.paper_id
    ) age
    ORDER BY momentum DESC, g.paper_id LIMIT most
  ) t
  JOIN papers p ON p.id = t.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION star_growth(since timestamptz, until timestamptz, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, repository_name text, stars_before int, stars int, gained int)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY g.gained DESC, p.id), p.id, p.title, p.repository_name, g.before, g.after, g.gained
  FROM (
    SELECT w.paper_id, w.after, start.stars AS before, w.after - start.stars AS gained
    FROM (
      SELECT DISTINCT ON (s.paper_id) s.paper_id, s.stars AS after
      FROM snapshots s
      WHERE s.observed_at > since AND s.observed_at <= until AND s.stars IS NOT NULL
      ORDER BY s.paper_id, s.observed_at DESC
    ) w
    CROSS JOIN LATERAL (
      SELECT e.stars FROM (
        (SELECT s.stars, s.observed_at FROM snapshots s
         WHERE s.paper_id = w.paper_id AND s.observed_at <= since AND s.stars IS NOT NULL
         ORDER BY s.observed_at DESC LIMIT 1)
        UNION ALL
        (SELECT s.stars, s.observed_at FROM snapshots s
         WHERE s.paper_id = w.paper_id AND s.observed_at > since AND s.stars IS NOT NULL
         ORDER BY s.observed_at LIMIT 1)
      ) e ORDER BY e.observed_at LIMIT 1
    ) start
    WHERE w.after > start.stars
    ORDER BY gained DESC, w.paper_id LIMIT most
  ) g
  JOIN papers p ON p.id = g.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION keyword_trend(word text)
RETURNS TABLE (week date, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT date_trunc('week', l.day)::date, count(DISTINCT t.paper_id), sum(p.upvotes)
  FROM paper_texts t
  CROSS JOIN LATERAL (SELECT upvotes FROM papers WHERE papers.id = t.paper_id OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT kind, key FROM appearances
    WHERE appearances.paper_id = t.paper_id AND appearances.kind = 'day' AND gone_at IS NULL OFFSET 0
  ) a
  JOIN listings l ON l.kind = a.kind AND l.key = a.key
  WHERE t.keywords @> ARRAY[lower(word)]
  GROUP BY 1
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION keywords_of_week(week text, most int DEFAULT 20)
RETURNS TABLE (keyword text, papers bigint, upvotes bigint, papers_week_before bigint)
LANGUAGE sql STABLE
AS $$
  WITH used AS (
    SELECT word.keyword, listed.is_now, listed.paper_id, p.upvotes
    FROM (
      SELECT DISTINCT a.paper_id, l.day >= to_date(week, 'IYYY-"W"IW') AS is_now
      FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
      WHERE l.kind = 'day' AND l.day BETWEEN to_date(week, 'IYYY-"W"IW') - 7 AND to_date(week, 'IYYY-"W"IW') + 6
        AND a.gone_at IS NULL
    ) listed
    JOIN papers p ON p.id = listed.paper_id
    JOIN paper_texts t ON t.paper_id = p.id
    CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
  )
  SELECT u.keyword, count(*) FILTER (WHERE u.is_now), sum(u.upvotes) FILTER (WHERE u.is_now),
    count(*) FILTER (WHERE NOT u.is_now)
  FROM used u
  GROUP BY u.keyword
  HAVING count(*) FILTER (WHERE u.is_now) > 0
  ORDER BY 2 DESC, 3 DESC, 1
  LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION organization_trend(organization text)
RETURNS TABLE (week date, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT date_trunc('week', l.day)::date, count(DISTINCT p.id), sum(p.upvotes)
  FROM organizations o
  JOIN papers p ON p.organization_id = o.id
  JOIN appearances a ON a.paper_id = p.id AND a.kind = 'day' AND a.gone_at IS NULL
  JOIN listings l ON l.kind = a.kind AND l.key = a.key
  WHERE o.handle = organization
  GROUP BY 1
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION organization_ranking(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (place bigint, organization text, name text, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY sum(p.upvotes) DESC NULLS LAST, o.handle), o.handle, o.name, count(*), sum(p.upvotes)
  FROM (
    SELECT DISTINCT a.paper_id
    FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
  ) listed
  JOIN papers p ON p.id = listed.paper_id
  JOIN organizations o ON o.id = p.organization_id
  GROUP BY o.id
  ORDER BY 1
  LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION author_ranking(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (place bigint, author text, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY count(*) DESC, sum(p.upvotes) DESC NULLS LAST, w.name), w.name, count(*), sum(p.upvotes)
  FROM (
    SELECT DISTINCT a.paper_id
    FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
  ) listed
  JOIN papers p ON p.id = listed.paper_id
  CROSS JOIN LATERAL (
    SELECT DISTINCT name FROM paper_authors WHERE paper_authors.paper_id = listed.paper_id AND NOT hidden
  ) w
  GROUP BY w.name
  ORDER BY 1
  LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION submitter_ranking(first_day date, last_day date, most int DEFAULT 20)
RETURNS TABLE (place bigint, submitter text, fullname text, papers bigint, upvotes bigint)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY count(*) DESC, sum(p.upvotes) DESC NULLS LAST, s.handle), s.handle, s.fullname,
    count(*), sum(p.upvotes)
  FROM listings l
  JOIN appearances a ON a.kind = l.kind AND a.key = l.key
  JOIN papers p ON p.id = a.paper_id
  JOIN accounts s ON s.id = a.submitted_by_id
  WHERE l.kind = 'day' AND l.day BETWEEN first_day AND last_day AND a.gone_at IS NULL
  GROUP BY s.id
  ORDER BY 1
  LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION search_papers(words text, most int DEFAULT 20)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, score real, found text)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY hit.score DESC, hit.paper_id), hit.paper_id, p.title, p.upvotes, hit.score,
    ts_headline('english', concat_ws(' - ', p.title, p.abstract), hit.query,
      'StartSel=**, StopSel=**, MaxFragments=2, MaxWords=18, MinWords=6')
  FROM (
    SELECT t.paper_id, q.query, ts_rank_cd(t.search, q.query) AS score
    FROM websearch_to_tsquery('english', words) AS q(query)
    JOIN paper_texts t ON t.search @@ q.query
    ORDER BY score DESC, t.paper_id LIMIT most
  ) hit
  JOIN papers p ON p.id = hit.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION find_title(title_like text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, likeness real)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY hit.distance, hit.paper_id), hit.paper_id, hit.title, (1 - hit.distance)::real
  FROM (
    SELECT t.paper_id, t.title, t.title <->> title_like AS distance
    FROM paper_texts t
    WHERE t.title %> title_like
    ORDER BY distance, t.paper_id LIMIT most
  ) hit
  ORDER BY 1
$$;
