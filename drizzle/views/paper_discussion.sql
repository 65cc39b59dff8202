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
FROM stored_listings page
JOIN stored_papers p ON p.id = page.key
CROSS JOIN LATERAL (
  SELECT min(l.day) AS first_day
  FROM stored_appearances a
  JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
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
  FROM stored_comments r
  WHERE r.paper_id = p.id AND r.kind = 'comment'
) c ON own.is_read
LEFT JOIN LATERAL (
  SELECT count(*)::int AS upvoters_shown FROM paper_upvoters v WHERE v.paper_id = p.id
) u ON own.is_read
WHERE page.kind = 'paper' AND page.last_read_at IS NOT NULL;

COMMENT ON VIEW paper_discussion IS 'One row per paper whose own page was read, with its discussion in numbers; the comments are in comments.';
