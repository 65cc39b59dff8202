CREATE OR REPLACE FUNCTION rank_history(list_day date, paper text)
RETURNS TABLE (observed_at timestamptz, rank int, upvotes int, listed int)
LANGUAGE sql STABLE
AS $$
  SELECT o.observed_at, o.ranks[at.place], o.upvotes[at.place], cardinality(o.paper_ids)
  FROM observations o
  CROSS JOIN LATERAL (SELECT array_position(o.paper_ids, paper) AS place) at
  WHERE o.kind = 'day' AND o.key = to_char(list_day, 'YYYY-MM-DD') AND o.complete AND NOT o.on_hold
  ORDER BY o.observed_at, o.source COLLATE "C"
$$;

COMMENT ON FUNCTION rank_history(date, text) IS 'Rank and votes of a paper on a day''s list, one row per whole reading; rank is null where it was not on the list.';
