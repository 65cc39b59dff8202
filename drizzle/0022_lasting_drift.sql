ALTER TABLE "drift" ADD COLUMN "ended_on" date;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "linked_models" integer;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "linked_datasets" integer;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "linked_spaces" integer;--> statement-breakpoint
COMMENT ON COLUMN papers.linked_models IS 'models that name it, in all, as its own page or the API said last; null when unknown';
--> statement-breakpoint
COMMENT ON COLUMN papers.linked_datasets IS 'datasets that name it, in all; null when unknown';
--> statement-breakpoint
COMMENT ON COLUMN papers.linked_spaces IS 'spaces that name it, in all; null when unknown';
--> statement-breakpoint
COMMENT ON COLUMN drift.ended_on IS 'first day whose list is as known again, once three of them are; null while it lasts, and for new keys';
--> statement-breakpoint
COMMENT ON COLUMN captures.outcome IS 'what it was: listing, text, redirected, refused, not-found, not-yet or unreadable; null until it is loaded';
--> statement-breakpoint
CREATE OR REPLACE VIEW drift_log AS
SELECT era, path, change, first_seen, last_seen, count, example, ended_on FROM drift;
--> statement-breakpoint
COMMENT ON COLUMN drift_log.ended_on IS 'first day whose list is as known again, once three of them are; null while it lasts, and for new keys';
--> statement-breakpoint
-- The API gives no comments: of a paper that only it told, nothing is known of its discussion.
CREATE OR REPLACE VIEW paper_discussion AS
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
  SELECT EXISTS (
    SELECT FROM captures r
    WHERE r.kind = 'paper' AND r.key = page.key AND r.form = 'page' AND r.outcome = 'listing'
  ) AS is_read
) own
LEFT JOIN LATERAL (
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
) c ON own.is_read
LEFT JOIN LATERAL (
  SELECT count(*)::int AS upvoters_shown FROM paper_upvoters v WHERE v.paper_id = p.id
) u ON own.is_read
WHERE page.kind = 'paper' AND page.last_read_at IS NOT NULL;
--> statement-breakpoint
COMMENT ON COLUMN paper_discussion.comments IS 'comments ever seen, with answers, hidden ones and those that are gone; null, as all numbers of the discussion, when only the API was read';
