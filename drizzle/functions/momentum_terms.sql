CREATE OR REPLACE FUNCTION momentum_terms(paper text, instant timestamptz)
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

COMMENT ON FUNCTION momentum_terms(text, timestamptz) IS 'The terms whose sum is a paper''s momentum at an instant: one row per change of its votes, gained * weight / (age_hours + 2).';
