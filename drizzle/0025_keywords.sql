-- Keywords that differ in case only are one, everywhere: this is the one place that says how it is written. Lower case, as
-- the index of words has it: which of its spellings is the usual one would change with every list that is loaded.
CREATE FUNCTION keywords_shown(keywords text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE WHEN keywords IS NOT NULL THEN ARRAY(
    SELECT lower(word) FROM unnest(keywords) WITH ORDINALITY AS written(word, place) GROUP BY 1 ORDER BY min(place)
  ) END
$$;
--> statement-breakpoint
CREATE OR REPLACE VIEW paper_days AS
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
  coalesce(s.handle, CASE WHEN (p.submitted_at AT TIME ZONE 'UTC')::date = l.day THEN ps.handle END) AS submitted_by,
  -- A paper's submission is that to this list when it is of this day.
  coalesce(a.submitted_at, CASE WHEN (p.submitted_at AT TIME ZONE 'UTC')::date = l.day THEN p.submitted_at END)::timestamp(3) with time zone AS submitted_at,
  p.published_at,
  p.upvotes,
  p.comments,
  p.repository,
  p.repository_name,
  p.stars,
  p.project_page,
  keywords_shown(p.keywords) AS keywords,
  p.ai_summary,
  a.first_seen,
  coalesce(a.last_seen, l.last_read_at) AS last_seen,
  a.gone_at
FROM appearances a
JOIN listings l ON l.kind = a.kind AND l.key = a.key
JOIN papers p ON p.id = a.paper_id
LEFT JOIN organizations o ON o.id = p.organization_id
LEFT JOIN accounts s ON s.id = a.submitted_by_id
LEFT JOIN accounts ps ON ps.id = p.submitted_by_id
WHERE a.kind = 'day';
--> statement-breakpoint
CREATE OR REPLACE VIEW paper_details AS
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
  keywords_shown(p.keywords) AS keywords,
  p.ai_summary,
  ARRAY(
    SELECT a.key::date FROM appearances a
    WHERE a.paper_id = p.id AND a.kind = 'day' AND a.gone_at IS NULL ORDER BY a.key
  ) AS days
FROM papers p
LEFT JOIN organizations o ON o.id = p.organization_id
LEFT JOIN accounts s ON s.id = p.submitted_by_id;
--> statement-breakpoint
CREATE OR REPLACE VIEW all_papers AS
SELECT
  p.id AS paper_id,
  p.title,
  p.abstract,
  p.author_count,
  p.published_at,
  p.submitted_at,
  s.handle AS submitted_by,
  o.handle AS organization,
  p.upvotes,
  p.comments,
  p.stars,
  p.repository,
  p.repository_name,
  p.repository_added_by,
  p.project_page,
  p.discussion_id,
  p.thumbnail_url,
  p.media_urls,
  keywords_shown(p.keywords) AS keywords,
  p.ai_summary,
  p.ai_summary_model,
  p.author_participating,
  p.withdrawn_at,
  p.daily_rank,
  p.extra,
  p.observed_at
FROM papers p
LEFT JOIN accounts s ON s.id = p.submitted_by_id
LEFT JOIN organizations o ON o.id = p.organization_id;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION keyword_months(words text[], first_day date, last_day date)
RETURNS TABLE (keyword text, month date, papers bigint)
LANGUAGE sql STABLE
AS $$
  SELECT word.keyword, date_trunc('month', p.submitted_at AT TIME ZONE 'UTC')::date, count(*)
  FROM papers p
  JOIN paper_texts t ON t.paper_id = p.id
  CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
  WHERE p.submitted_at >= first_day::timestamp AT TIME ZONE 'UTC'
    AND p.submitted_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
    AND t.keywords && keywords_shown(words) AND word.keyword = ANY(keywords_shown(words))
  GROUP BY 1, 2
  ORDER BY 1, 2
$$;
--> statement-breakpoint
COMMENT ON FUNCTION keyword_months(text[], date, date) IS 'Papers with each of some keywords (any case) by month of submission, in a range of days; months without any are left out.';
--> statement-breakpoint
COMMENT ON FUNCTION keywords_shown(text[]) IS 'Keywords as every view shows them: in lower case, each once, in the order of the site.';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.keywords IS 'the site''s AI keywords, in lower case, each once';
--> statement-breakpoint
COMMENT ON COLUMN paper_details.keywords IS 'the site''s AI keywords, in lower case, each once';
--> statement-breakpoint
COMMENT ON COLUMN all_papers.keywords IS 'the site''s AI keywords, in lower case, each once';
