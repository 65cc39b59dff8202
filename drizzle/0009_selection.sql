-- What a selection of papers is made from, and momentum.
CREATE VIEW paper_details AS
SELECT
  p.id AS paper_id,
  p.title,
  p.abstract,
  CASE WHEN p.author_count IS NOT NULL THEN
    ARRAY(SELECT w.name FROM paper_authors w WHERE w.paper_id = p.id ORDER BY w.position)
  END AS authors,
  o.handle AS organization,
  o.name AS organization_name,
  s.handle AS submitted_by,
  p.submitted_at,
  p.published_at,
  p.upvotes,
  p.comments,
  p.repository,
  p.repository_name,
  p.stars,
  p.project_page,
  p.keywords,
  p.ai_summary,
  ARRAY(
    SELECT a.key::date FROM appearances a
    WHERE a.paper_id = p.id AND a.kind = 'day' AND a.gone_at IS NULL ORDER BY a.key
  ) AS days
FROM papers p
LEFT JOIN organizations o ON o.id = p.organization_id
LEFT JOIN accounts s ON s.id = p.submitted_by_id;
--> statement-breakpoint
CREATE VIEW paper_words AS
SELECT paper_id, keywords, search FROM paper_texts;
--> statement-breakpoint
CREATE VIEW author_papers AS
SELECT name AS author, paper_id, position FROM paper_authors WHERE NOT hidden;
--> statement-breakpoint
CREATE FUNCTION paper_start(paper text) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
  SELECT least(
    coalesce(least(p.submitted_at, (
      SELECT min(coalesce(a.submitted_at, a.key::date::timestamp AT TIME ZONE 'UTC'))
      FROM appearances a WHERE a.paper_id = p.id AND a.kind = 'day'
    )), p.published_at),
    (SELECT min(s.observed_at) FROM snapshots s WHERE s.paper_id = p.id)
  )
  FROM papers p WHERE p.id = paper
$$;
--> statement-breakpoint
-- The votes that a paper had when it was first seen were won since its start. Where that was before the span, nobody
-- knows how many of them were won within: a backfill must not make old papers rise.
CREATE OR REPLACE FUNCTION vote_gains(since timestamptz, until timestamptz)
RETURNS TABLE (paper_id text, observed_at timestamptz, gained int)
LANGUAGE sql STABLE
AS $$
  SELECT inside.paper_id, inside.observed_at,
    inside.upvotes - coalesce(inside.before, (
      SELECT s.upvotes FROM snapshots s
      WHERE s.paper_id = inside.paper_id AND s.observed_at <= since
      ORDER BY s.observed_at DESC LIMIT 1
    ), CASE WHEN inside.first AND paper_start(inside.paper_id) > since THEN 0 ELSE inside.upvotes END)
  FROM (
    SELECT s.paper_id, s.observed_at, s.upvotes,
      lag(s.upvotes) OVER steps AS before, row_number() OVER steps = 1 AS first
    FROM snapshots s
    WHERE s.observed_at > since AND s.observed_at <= until
    WINDOW steps AS (PARTITION BY s.paper_id ORDER BY s.observed_at)
  ) inside
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION trending_at(instant timestamptz, most int DEFAULT 20)
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
      SELECT extract(epoch FROM instant - paper_start(g.paper_id))::double precision / 3600 AS hours
    ) age
    WHERE g.gained IS NOT NULL AND g.gained <> 0
    ORDER BY momentum DESC, g.paper_id LIMIT most
  ) t
  JOIN papers p ON p.id = t.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE FUNCTION momentum_terms(paper text, instant timestamptz)
RETURNS TABLE (observed_at timestamptz, gained int, weight double precision, age_hours double precision, momentum double precision)
LANGUAGE sql STABLE
AS $$
  SELECT v.observed_at, v.gained, terms.weight, age.hours, v.gained * terms.weight / (age.hours + 2)
  FROM vote_gains(instant - interval '72 hours', instant) v
  CROSS JOIN LATERAL (
    SELECT 0.5 ^ (extract(epoch FROM instant - v.observed_at)::double precision / 86400) AS weight
  ) terms
  CROSS JOIN LATERAL (
    SELECT extract(epoch FROM instant - paper_start(paper))::double precision / 3600 AS hours
  ) age
  WHERE v.paper_id = paper AND v.gained <> 0
  ORDER BY v.observed_at
$$;
--> statement-breakpoint
CREATE VIEW trending AS
SELECT * FROM trending_at(now(), 50);
--> statement-breakpoint
COMMENT ON VIEW paper_details IS 'One row per paper, with all that is known of it, and the days on whose lists it is.';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.paper_id IS 'arXiv id, or the sites own';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.authors IS 'names, in order; null while they are not known';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.organization IS 'handle of the organization';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.organization_name IS 'its name';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.submitted_by IS 'handle of the account that brought the paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.submitted_at IS 'when it was brought';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.published_at IS 'when it was published';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.upvotes IS 'votes when last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.comments IS 'comments when last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.repository IS 'repository, as the site gives it';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.repository_name IS 'owner/name of the repository';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.stars IS 'its stars when last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.project_page IS 'project page';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.keywords IS 'keywords that the site gives';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.ai_summary IS 'summary that the site gives';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.days IS 'days on whose lists it is, first to last';
--> statement-breakpoint
COMMENT ON VIEW paper_words IS 'What full-text search looks at, one row per paper.';
--> statement-breakpoint
COMMENT ON COLUMN paper_words.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_words.keywords IS 'keywords in lower case, each once';
--> statement-breakpoint
COMMENT ON COLUMN paper_words.search IS 'text index of title, keywords and abstract';
--> statement-breakpoint
COMMENT ON VIEW author_papers IS 'One row per author and paper; hidden authors are left out. Names are not told apart.';
--> statement-breakpoint
COMMENT ON COLUMN author_papers.author IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN author_papers.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN author_papers.position IS 'place among the authors, from 1';
--> statement-breakpoint
COMMENT ON VIEW trending IS 'The 50 papers with the most momentum now: trending_at(now(), 50).';
--> statement-breakpoint
COMMENT ON COLUMN trending.place IS 'place, from 1';
--> statement-breakpoint
COMMENT ON COLUMN trending.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN trending.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN trending.momentum IS 'momentum: see the glossary';
--> statement-breakpoint
COMMENT ON COLUMN trending.gained IS 'votes won in the last 72 hours';
--> statement-breakpoint
COMMENT ON COLUMN trending.upvotes IS 'votes when last seen';
--> statement-breakpoint
COMMENT ON COLUMN trending.age_hours IS 'hours since its start';
--> statement-breakpoint
COMMENT ON FUNCTION paper_start(text) IS 'When votes for a paper began: its first submission to a day''s list, or that day where the time is not known; for a paper on no day''s list its publication, and at the latest when it was first seen.';
--> statement-breakpoint
COMMENT ON FUNCTION vote_gains(timestamptz, timestamptz) IS 'Votes that papers gained between two instants, one row per change. What a paper had when it was first seen was gained then, if its start (paper_start) lies between them; else it is no gain.';
--> statement-breakpoint
COMMENT ON FUNCTION trending_at(timestamptz, int) IS 'Papers by momentum at an instant: votes gained in the 72 hours before it, halved for each 24 hours since they came, per hour of age plus two. The age counts from paper_start; momentum_terms shows the sum.';
--> statement-breakpoint
COMMENT ON FUNCTION momentum_terms(text, timestamptz) IS 'The terms whose sum is a paper''s momentum at an instant: one row per change of its votes, gained * weight / (age_hours + 2).';
