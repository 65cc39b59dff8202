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
SELECT day, state, reason, expected, loaded, attempts, fetched_at, next_due_at
FROM listings
WHERE kind = 'day';
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
