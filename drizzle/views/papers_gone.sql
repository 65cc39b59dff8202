CREATE OR REPLACE VIEW papers_gone AS
SELECT l.day, a.paper_id, p.title, a.rank AS last_rank, a.first_seen, a.last_seen, a.gone_at
FROM stored_appearances a
JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
JOIN stored_papers p ON p.id = a.paper_id
WHERE a.kind = 'day' AND a.gone_at IS NOT NULL;

COMMENT ON VIEW papers_gone IS 'One row per day and paper that left the list of the day.';
COMMENT ON COLUMN papers_gone.day IS 'day of the list';
COMMENT ON COLUMN papers_gone.paper_id IS 'paper';
COMMENT ON COLUMN papers_gone.title IS 'title';
COMMENT ON COLUMN papers_gone.last_rank IS 'last rank on the list';
COMMENT ON COLUMN papers_gone.first_seen IS 'first reading that held it';
COMMENT ON COLUMN papers_gone.last_seen IS 'last reading that held it';
COMMENT ON COLUMN papers_gone.gone_at IS 'first whole reading without it';
