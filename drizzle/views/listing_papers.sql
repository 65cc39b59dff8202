CREATE OR REPLACE VIEW listing_papers AS
SELECT a.kind, a.key, a.rank, a.paper_id, coalesce(a.last_seen, l.last_read_at) AS observed_at
FROM stored_appearances a
JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
WHERE a.gone_at IS NULL AND a.kind <> 'paper';

COMMENT ON VIEW listing_papers IS 'One row per listing of any kind and paper that is still on it.';
COMMENT ON COLUMN listing_papers.kind IS 'kind of the listing';
COMMENT ON COLUMN listing_papers.key IS 'key of the listing';
COMMENT ON COLUMN listing_papers.rank IS 'latest rank, from 1';
COMMENT ON COLUMN listing_papers.paper_id IS 'paper';
COMMENT ON COLUMN listing_papers.observed_at IS 'when it was last seen there';
