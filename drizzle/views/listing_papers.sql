CREATE OR REPLACE VIEW listing_papers AS
SELECT a.kind, a.key, a.rank, a.paper_id, coalesce(a.last_seen, l.last_read_at) AS observed_at
FROM stored_appearances a
JOIN stored_listings l ON l.kind = a.kind AND l.key = a.key
WHERE a.gone_at IS NULL AND a.kind <> 'paper';

COMMENT ON VIEW listing_papers IS 'One row per listing of any kind and paper that is still on it.';
