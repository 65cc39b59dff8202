-- Views and functions over the log: held readings take no part, ties go by the one order of readings, and a paper's
-- own page fills in what a list left out.
CREATE OR REPLACE VIEW paper_days AS
SELECT
  l.day,
  a.rank,
  a.paper_id,
  p.title,
  p.abstract,
  CASE WHEN p.author_count IS NOT NULL THEN
    ARRAY(SELECT w.name FROM paper_authors w WHERE w.paper_id = a.paper_id ORDER BY w.position)
  END AS authors,
  o.handle AS organization,
  o.name AS organization_name,
  coalesce(s.handle, CASE WHEN (p.submitted_at AT TIME ZONE 'UTC')::date = l.day THEN ps.handle END) AS submitted_by,
  -- A paper's submission is that to this list when it is of this day.
  coalesce(a.submitted_at, CASE WHEN (p.submitted_at AT TIME ZONE 'UTC')::date = l.day THEN p.submitted_at END)::timestamp(3) with time zone AS submitted_at,
  p.published_at,
  p.upvotes,
  p.comments,
  p.repository,
  p.repository_name,
  p.stars,
  p.project_page,
  p.keywords,
  p.ai_summary,
  a.first_seen,
  coalesce(a.last_seen, l.last_read_at) AS last_seen,
  a.gone_at
FROM appearances a
JOIN listings l ON l.kind = a.kind AND l.key = a.key
JOIN papers p ON p.id = a.paper_id
LEFT JOIN organizations o ON o.id = p.organization_id
LEFT JOIN accounts s ON s.id = a.submitted_by_id
LEFT JOIN accounts ps ON ps.id = p.submitted_by_id
WHERE a.kind = 'day';
--> statement-breakpoint
CREATE OR REPLACE VIEW text_entries AS
SELECT
  CASE WHEN e.kind = 'trending' THEN e.kind ELSE e.kind || ':' || e.key END AS listing,
  e.position,
  e.title,
  e.abstract,
  e.author_count AS authors_count,
  e.organization,
  e.organization_name,
  e.published_on,
  e.comments,
  e.links,
  e.paper_id,
  e.confidence
FROM unidentified_entries e
WHERE (e.observed_at, e.source) = (
  SELECT l.observed_at, l.source FROM unidentified_entries l WHERE l.kind = e.kind AND l.key = e.key
  ORDER BY l.observed_at DESC, l.source COLLATE "C" DESC LIMIT 1
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rank_history(list_day date, paper text)
RETURNS TABLE (observed_at timestamptz, rank int, upvotes int, listed int)
LANGUAGE sql STABLE
AS $$
  SELECT o.observed_at, o.ranks[at.place], o.upvotes[at.place], cardinality(o.paper_ids)
  FROM observations o
  CROSS JOIN LATERAL (SELECT array_position(o.paper_ids, paper) AS place) at
  WHERE o.kind = 'day' AND o.key = to_char(list_day, 'YYYY-MM-DD') AND o.complete AND NOT o.held
  ORDER BY o.observed_at, o.source COLLATE "C"
$$;
--> statement-breakpoint
COMMENT ON TABLE observations IS 'One row per reading of a listing: what it held. With paper_states the log that all history is derived from.';
--> statement-breakpoint
COMMENT ON COLUMN observations.source IS 'form and hash of the response: tells two readings of one instant apart, and orders them';
--> statement-breakpoint
COMMENT ON COLUMN observations.partial_fields IS 'true when nulls say nothing: the form of the page carries only some fields';
--> statement-breakpoint
COMMENT ON COLUMN observations.layout_changed IS 'true when the page was not as known and was read by its cards';
--> statement-breakpoint
COMMENT ON COLUMN observations.rejected IS 'entries that could not be read';
--> statement-breakpoint
COMMENT ON COLUMN observations.filled IS 'how many of the papers have each watched field';
--> statement-breakpoint
COMMENT ON COLUMN observations.previous_key IS 'listing before it, as the page names it';
--> statement-breakpoint
COMMENT ON COLUMN observations.next_key IS 'listing after it, as the page names it';
--> statement-breakpoint
COMMENT ON COLUMN observations.content_hash IS 'digest of papers, ranks and counts';
--> statement-breakpoint
COMMENT ON COLUMN observations.digest IS 'digest of all that stands here of the reading';
--> statement-breakpoint
COMMENT ON COLUMN observations.states IS 'what else each paper showed: hashes of paper_states, in the order of paper_ids';
--> statement-breakpoint
COMMENT ON COLUMN observations.notes IS 'what is odd about some entries, by paper';
--> statement-breakpoint
COMMENT ON COLUMN observations.held IS 'true while it is too unlike the readings before it to be believed: it takes no part in the history';
--> statement-breakpoint
COMMENT ON COLUMN observations.flags IS 'what is odd about it';
--> statement-breakpoint
COMMENT ON COLUMN observations.reason IS 'the same in a sentence';
--> statement-breakpoint
COMMENT ON TABLE paper_states IS 'All that a reading showed of a paper but its counts, each distinct state once.';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.hash IS 'digest of the state';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.state IS 'the paper, the accounts and organizations that it names, and what its own page told';
--> statement-breakpoint
COMMENT ON COLUMN paper_states.parties IS 'accounts and organizations that it names: a:ID, a@handle, o:ID, o@handle';
--> statement-breakpoint
COMMENT ON TABLE former_values IS 'Values that accounts and organizations had before.';
--> statement-breakpoint
COMMENT ON COLUMN former_values.kind IS 'a for an account, o for an organization';
--> statement-breakpoint
COMMENT ON COLUMN former_values.id IS 'its id';
--> statement-breakpoint
COMMENT ON COLUMN former_values.field IS 'column';
--> statement-breakpoint
COMMENT ON COLUMN former_values.value IS 'value, as text';
--> statement-breakpoint
COMMENT ON COLUMN former_values.last_seen IS 'when a reading showed it last';
--> statement-breakpoint
COMMENT ON COLUMN captures.outcome IS 'what it was: listing, text, redirected, refused, not-found or unreadable; null until it is loaded';
--> statement-breakpoint
COMMENT ON COLUMN captures.reason IS 'why it was no list as it should be';
--> statement-breakpoint
COMMENT ON COLUMN captures.found IS 'listing that came instead of the asked one';
--> statement-breakpoint
COMMENT ON COLUMN captures.retry_at IS 'when a refused one is worth another request';
--> statement-breakpoint
COMMENT ON COLUMN captures.parser_version IS 'parser that read it last';
--> statement-breakpoint
COMMENT ON COLUMN captures.token IS 'token of the lease under which it was fetched; null for an import';
--> statement-breakpoint
COMMENT ON COLUMN captures.drift IS 'how it differed from the known shape of its era';
--> statement-breakpoint
COMMENT ON COLUMN listings.failure IS 'tries without an answer since the last good one';
--> statement-breakpoint
COMMENT ON COLUMN listings.expected IS 'entries of the list, also those in quarantine; null while it was never read whole';
--> statement-breakpoint
COMMENT ON COLUMN listings.loaded IS 'papers on the list';
--> statement-breakpoint
COMMENT ON COLUMN coverage.expected IS 'entries of the list, also those in quarantine; null while it was never read whole';
--> statement-breakpoint
COMMENT ON COLUMN coverage.loaded IS 'papers on the list';
--> statement-breakpoint
COMMENT ON COLUMN appearances.rank IS 'rank in the last whole reading that held it, from 1; null when only parts of the list did';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.rank IS 'rank in the last whole reading that held it, from 1; null when only parts of the list did';
--> statement-breakpoint
COMMENT ON COLUMN papers.authors_hash IS 'digest of the authors';
--> statement-breakpoint
COMMENT ON COLUMN accounts.observed_at IS 'when it was first seen';
--> statement-breakpoint
COMMENT ON COLUMN organizations.observed_at IS 'when it was first seen';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.source IS 'form and hash of the response';
