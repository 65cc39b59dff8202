CREATE OR REPLACE FUNCTION list_at(list_day date, instant timestamptz)
RETURNS TABLE (rank int, paper_id text, title text, upvotes int, comments int, stars int, observed_at timestamptz)
LANGUAGE sql STABLE
AS $$
  SELECT o.ranks[held.place], held.paper_id, p.title, o.upvotes[held.place], o.comments[held.place],
    o.stars[held.place], o.observed_at
  FROM (
    SELECT * FROM observations
    WHERE kind = 'day' AND key = to_char(list_day, 'YYYY-MM-DD') AND complete AND NOT held
      AND observations.observed_at <= instant
    ORDER BY observations.observed_at DESC, observations.source COLLATE "C" DESC LIMIT 1
  ) o
  CROSS JOIN LATERAL unnest(o.paper_ids) WITH ORDINALITY AS held(paper_id, place)
  JOIN papers p ON p.id = held.paper_id
  ORDER BY 1
$$;

COMMENT ON FUNCTION list_at(date, timestamptz) IS 'A day''s list as it was at an instant: its last whole reading until then.';
