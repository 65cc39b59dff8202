-- Gains and starts are looked up once for each paper: a planner that pulls the queries up asks for them again wherever
-- they are named.
CREATE OR REPLACE FUNCTION trending_at(instant timestamptz, most integer DEFAULT 20)
RETURNS TABLE (place bigint, paper_id text, title text, momentum double precision, gained bigint, upvotes integer, age_hours double precision)
LANGUAGE sql STABLE AS $function$
  SELECT row_number() OVER (ORDER BY t.momentum DESC, p.paper_id), p.paper_id, p.title,
    round(t.momentum::numeric, 3)::double precision, t.gained, p.upvotes, round(t.age_hours::numeric, 1)::double precision
  FROM (
    SELECT g.paper_id, g.gained, age.hours AS age_hours, g.decayed / (age.hours + 2) AS momentum
    FROM (
      SELECT v.paper_id, sum(v.gained) AS gained,
        sum(v.gained * 0.5 ^ (extract(epoch FROM instant - v.observed_at)::double precision / 86400)) AS decayed
      FROM (SELECT * FROM vote_gains(instant - interval '72 hours', instant) OFFSET 0) v
      GROUP BY v.paper_id OFFSET 0
    ) g
    CROSS JOIN LATERAL (
      SELECT extract(epoch FROM instant - paper_start(g.paper_id))::double precision / 3600 AS hours OFFSET 0
    ) age
    WHERE g.gained IS NOT NULL AND g.gained <> 0
    ORDER BY momentum DESC, g.paper_id LIMIT most
  ) t
  CROSS JOIN LATERAL (SELECT papers.paper_id, papers.title, papers.upvotes FROM papers WHERE papers.paper_id = t.paper_id OFFSET 0) p
  ORDER BY 1
$function$;

COMMENT ON FUNCTION trending_at(timestamptz, int) IS 'Papers by momentum at an instant: votes gained in the 72 hours before it, halved for each 24 hours since they came, per hour of age plus two. The age counts from paper_start; momentum_terms shows the sum.';
