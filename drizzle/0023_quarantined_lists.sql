-- A page with entries in quarantine tells the places of the others, though not what is gone: it counts as a reading here.
CREATE OR REPLACE FUNCTION list_at(list_day date, instant timestamptz)
RETURNS TABLE (rank int, paper_id text, title text, upvotes int, comments int, stars int, observed_at timestamptz)
LANGUAGE sql STABLE
AS $$
  SELECT o.ranks[held.place], held.paper_id, p.title, o.upvotes[held.place], o.comments[held.place],
    o.stars[held.place], o.observed_at
  FROM (
    SELECT * FROM observations
    WHERE kind = 'day' AND key = to_char(list_day, 'YYYY-MM-DD') AND NOT held
      AND (complete OR rejected > 0 AND ranks[1] IS NOT NULL) AND observations.observed_at <= instant
    ORDER BY observations.observed_at DESC, observations.source COLLATE "C" DESC LIMIT 1
  ) o
  CROSS JOIN LATERAL unnest(o.paper_ids) WITH ORDINALITY AS held(paper_id, place)
  JOIN papers p ON p.id = held.paper_id
  ORDER BY 1
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rank_history(list_day date, paper text)
RETURNS TABLE (observed_at timestamptz, rank int, upvotes int, listed int)
LANGUAGE sql STABLE
AS $$
  SELECT o.observed_at, o.ranks[at.place], o.upvotes[at.place], cardinality(o.paper_ids)
  FROM observations o
  CROSS JOIN LATERAL (SELECT array_position(o.paper_ids, paper) AS place) at
  WHERE o.kind = 'day' AND o.key = to_char(list_day, 'YYYY-MM-DD') AND NOT o.held
    AND (o.complete OR o.rejected > 0 AND at.place IS NOT NULL AND o.ranks[1] IS NOT NULL)
  ORDER BY o.observed_at, o.source COLLATE "C"
$$;
--> statement-breakpoint
COMMENT ON COLUMN observations.complete IS 'whether the reading held the whole list and all of it could be read: only then is what it lacks gone';
--> statement-breakpoint
COMMENT ON COLUMN all_observations.complete IS 'whether it held the whole list and all of it could be read';
