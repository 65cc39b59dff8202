-- What papers' own pages tell, for readers: who talks about a paper, and what was made of it, and how soon.
ALTER TABLE "linked_repositories" ADD COLUMN "first_seen" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "linked_repositories" ADD COLUMN "last_without" timestamp(3) with time zone;
--> statement-breakpoint
-- As a load derives them: from all readings of a paper's own page.
UPDATE linked_repositories r
SET first_seen = seen.first_seen, last_without = (
  SELECT max(o.observed_at)
  FROM observations o
  JOIN paper_states s ON s.paper_id = o.key AND s.hash = o.states[1]
  WHERE o.kind = 'paper' AND o.key = r.paper_id AND o.observed_at < seen.first_seen
    AND jsonb_typeof(s.state #> '{page,linked}') = 'array'
)
FROM (
  SELECT o.key AS paper_id, linked ->> 'kind' AS kind, linked ->> 'name' AS name, min(o.observed_at) AS first_seen
  FROM observations o
  JOIN paper_states s ON s.paper_id = o.key AND s.hash = o.states[1]
  CROSS JOIN LATERAL jsonb_array_elements(
    CASE WHEN jsonb_typeof(s.state #> '{page,linked}') = 'array' THEN s.state #> '{page,linked}' ELSE '[]' END
  ) AS linked
  WHERE o.kind = 'paper'
  GROUP BY 1, 2, 3
) seen
WHERE seen.paper_id = r.paper_id AND seen.kind = r.kind AND seen.name = r.name;
--> statement-breakpoint
UPDATE linked_repositories SET first_seen = observed_at WHERE first_seen IS NULL;
--> statement-breakpoint
ALTER TABLE "linked_repositories" ALTER COLUMN "first_seen" SET NOT NULL;
--> statement-breakpoint
CREATE VIEW paper_uses AS
SELECT
  r.paper_id,
  f.first_day,
  r.kind,
  r.name,
  r.position,
  r.likes,
  r.downloads,
  r.first_seen,
  r.last_without,
  (r.first_seen AT TIME ZONE 'UTC')::date - f.first_day AS days_after
FROM linked_repositories r
CROSS JOIN LATERAL (
  SELECT min(l.day) AS first_day
  FROM appearances a
  JOIN listings l ON l.kind = a.kind AND l.key = a.key
  WHERE a.paper_id = r.paper_id AND a.kind = 'day'
) f;
--> statement-breakpoint
CREATE VIEW paper_discussion AS
SELECT
  p.id AS paper_id,
  f.first_day,
  p.title,
  p.daily_rank,
  p.upvotes,
  c.comments,
  c.threads,
  c.answers,
  c.writers,
  c.reactions,
  c.first_at,
  c.last_at,
  u.upvoters_shown,
  page.last_read_at AS read_at
FROM listings page
JOIN papers p ON p.id = page.key
CROSS JOIN LATERAL (
  SELECT min(l.day) AS first_day
  FROM appearances a
  JOIN listings l ON l.kind = a.kind AND l.key = a.key
  WHERE a.paper_id = p.id AND a.kind = 'day'
) f
CROSS JOIN LATERAL (
  SELECT
    count(*)::int AS comments,
    count(*) FILTER (WHERE r.parent_id IS NULL)::int AS threads,
    count(r.parent_id)::int AS answers,
    count(DISTINCT r.account_id)::int AS writers,
    sum(r.reactions)::int AS reactions,
    min(r.created_at) AS first_at,
    max(r.created_at) AS last_at
  FROM comments r
  WHERE r.paper_id = p.id AND r.kind = 'comment'
) c
CROSS JOIN LATERAL (SELECT count(*)::int AS upvoters_shown FROM paper_upvoters v WHERE v.paper_id = p.id) u
WHERE page.kind = 'paper' AND page.last_read_at IS NOT NULL;
--> statement-breakpoint
CREATE FUNCTION most_discussed(first_day date, last_day date, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, comments int, answers int, writers int, upvotes int, day date)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY c.comments DESC, c.upvotes DESC NULLS LAST, c.paper_id), c.paper_id, c.title,
    c.comments, c.answers, c.writers, c.upvotes, listed.day
  FROM (
    SELECT a.paper_id, min(l.day) AS day
    FROM listings l
    JOIN appearances a ON a.kind = l.kind AND a.key = l.key
    WHERE l.kind = 'day' AND l.day BETWEEN most_discussed.first_day AND last_day AND a.gone_at IS NULL
    GROUP BY a.paper_id
  ) listed
  -- One look-up for each listed paper: without OFFSET 0 all discussions would be counted for a week.
  CROSS JOIN LATERAL (SELECT * FROM paper_discussion d WHERE d.paper_id = listed.paper_id OFFSET 0) c
  WHERE c.comments > 0
  ORDER BY 1
  LIMIT most
$$;
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.first_seen IS 'first reading of the paper''s page that had it';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.last_without IS 'last reading before that, which did not; null when the first one had it';
--> statement-breakpoint
COMMENT ON VIEW paper_uses IS 'One row per model, dataset or space that names a paper, from the paper''s own page. A page shows a few of each kind, so one may be older than its first reading.';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.first_day IS 'first day on whose list the paper was; null when none had it';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.kind IS 'model, dataset or space';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.name IS 'owner/name';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.position IS 'place among its kind on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.likes IS 'likes; null until the API told them';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.downloads IS 'downloads; null until the API told them, and for a space';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.first_seen IS 'first reading of the page that had it: it came between last_without and then';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.last_without IS 'last reading before that, which did not; null when the first one had it';
--> statement-breakpoint
COMMENT ON COLUMN paper_uses.days_after IS 'days from first_day to first_seen (UTC): it came that soon or sooner';
--> statement-breakpoint
COMMENT ON VIEW paper_discussion IS 'One row per paper whose own page was read, with its discussion in numbers; the comments are in all_comments.';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.first_day IS 'first day on whose list the paper was; null when none had it';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.daily_rank IS 'rank of its day as the page says; null when unranked';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.upvotes IS 'votes, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.comments IS 'comments ever seen, with answers, hidden ones and those that are gone';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.threads IS 'those that start a thread';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.answers IS 'those that answer another one';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.writers IS 'accounts that wrote them';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.reactions IS 'reactions to them; null when there are none, or none were told';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.first_at IS 'when the first one was written';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.last_at IS 'when the last one was written';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.upvoters_shown IS 'upvoters that the page ever showed; it shows some of them only';
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.read_at IS 'when the page was last read';
--> statement-breakpoint
COMMENT ON FUNCTION most_discussed(date, date, int) IS 'Papers of the lists of a range of days with most comments, answers included, of those whose own page was read. day is their first one in the range.';
