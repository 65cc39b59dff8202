CREATE OR REPLACE FUNCTION list_at(list_day date, instant timestamptz)
RETURNS TABLE (rank int, paper_id text, title text, upvotes int, comments int, stars int, observed_at timestamptz)
LANGUAGE sql STABLE
AS $$
  SELECT o.ranks[entry.place], entry.paper_id, p.title, o.upvotes[entry.place], o.comments[entry.place],
    o.stars[entry.place], o.observed_at
  FROM (
    SELECT * FROM observations
    WHERE kind = 'day' AND key = to_char(list_day, 'YYYY-MM-DD') AND complete AND NOT on_hold
      AND observations.observed_at <= instant
    ORDER BY observations.observed_at DESC, observations.source COLLATE "C" DESC LIMIT 1
  ) o
  CROSS JOIN LATERAL unnest(o.paper_ids) WITH ORDINALITY AS entry(paper_id, place)
  JOIN papers p ON p.paper_id = entry.paper_id
  ORDER BY 1
$$;

COMMENT ON FUNCTION list_at(date, timestamptz) IS 'A day''s list as it was at an instant: its last whole reading until then.';
