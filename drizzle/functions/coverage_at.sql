-- What is known of each day by a date, also of those that nobody ever asked for: a night that never ran leaves no row in
-- the ledger. The date is an argument, as of trending_at: a program with a clock of its own passes it.
CREATE OR REPLACE FUNCTION coverage_at(today date)
RETURNS TABLE (
  day date, state text, reason text, expected int, loaded int, attempts int, fetched_at timestamptz,
  next_due_at timestamptz, flags text[], last_answer text, last_read_at timestamptz, still_open boolean, is_gap boolean
)
LANGUAGE sql STABLE
AS $$
  SELECT known.day, known.state,
    CASE
      WHEN known.key IS NULL THEN 'never read'
      WHEN known.was_young THEN
        'last looked at ' || to_char(known.read_at, 'FMDD Mon HH24:MI') || ' UTC; a list may have come since'
      WHEN known.reason IS NOT NULL THEN known.reason
      WHEN known.is_old AND known.state = 'open' THEN
        'last read ' || to_char(known.read_at, 'FMDD Mon HH24:MI') || ' UTC; may have grown since'
    END,
    known.expected, known.loaded, known.attempts, known.fetched_at, known.next_due_at, known.flags, known.last_answer,
    known.last_read_at,
    known.state = 'open' AND NOT known.is_old,
    known.state NOT IN ('complete', 'empty', 'redirected') OR coalesce(known.loaded < known.expected, false)
      OR known.flags IS NOT NULL OR known.was_young
  FROM (
    SELECT every.day::date AS day, l.key, coalesce(l.state, 'missing') AS state, l.reason, l.expected, l.loaded,
      coalesce(l.attempts, 0) AS attempts, l.fetched_at, l.next_due_at, l.flags, l.last_answer, l.last_read_at,
      coalesce(l.last_read_at, l.fetched_at) AT TIME ZONE 'UTC' AS read_at,
      -- From then on a list takes no more papers, as a rule (model/refresh.ts).
      every.day::date + 2 <= coverage_at.today AS is_old,
      -- That there is none yet says nothing before the day is over; the next night looks again.
      coalesce(
        l.state IN ('empty', 'redirected') AND every.day::date + 2 <= coverage_at.today
          AND l.fetched_at AT TIME ZONE 'UTC' < every.day + interval '1 day',
        false
      ) AS was_young
    FROM (
      SELECT min(listings.day) AS first, greatest(max(listings.day), coverage_at.today - 1) AS last
      FROM listings WHERE listings.kind = 'day' AND listings.day <= coverage_at.today
    ) span
    CROSS JOIN LATERAL generate_series(span.first::timestamp, span.last::timestamp, interval '1 day') AS every(day)
    LEFT JOIN listings l ON l.kind = 'day' AND l.day = every.day::date
  ) known
  ORDER BY known.day
$$;

COMMENT ON FUNCTION coverage_at(date) IS 'What is known by a date (UTC) of each day from the first known one to the day before it: the rows of coverage, and one with state missing for a day that was never asked for. still_open: papers and votes are still coming. is_gap: not known to be complete; also a list that was last read before it had stopped growing, with when that was as the reason.';
