CREATE OR REPLACE VIEW papers_gone AS
SELECT l.day, a.paper_id, p.title, a.rank AS last_rank, a.first_seen, a.last_seen, a.gone_at
FROM stored_appearances a
JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
JOIN stored_papers p ON p.id = a.paper_id
WHERE a.kind = 'day' AND a.gone_at IS NOT NULL;

COMMENT ON VIEW papers_gone IS 'One row per day and paper that left the list of the day.';
