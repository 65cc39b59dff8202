import { type SQL, sql } from '../../base/sql.ts'
import { type Day, isoInstant } from '../../model/day.ts'
import { settledFrom } from '../../model/due.ts'
import type { Executor } from '../../query/executor.ts'
import { isOneDay } from '../../query/period.ts'
import type { SelectedPaper, SelectedPapers } from '../../query/select-papers.ts'
import { type Selection, TOP_OF_DAY } from '../../query/selection.ts'
import { isoText } from '../../query/iso-text.ts'

/** Times of the shown facts of a paper. Instants are `2026-06-03T10:00:00.000Z`; null when unknown. */
export interface PaperChanges extends Record<string, unknown> {
  readonly paperId: string
  /** First sighting on the list of its day. */
  readonly listed: string | null
  /** Last change of its votes. */
  readonly voted: string | null
  /** Last change of its title. */
  readonly titled: string | null
  /** Time when it left the list of its day; null while it is on it, and for a list as of an instant. */
  readonly gone: string | null
  /** Day of the list that it was first seen on. */
  readonly firstDay: Day | null
}

/** Times of the facts in a feed. */
export interface LastChanges {
  readonly papers: ReadonlyMap<string, PaperChanges>
  /** Last time that a list was found closed, or a paper gone from the list that is shown whole. */
  readonly list: string | null
}

/**
 * Finds the last change of a selection in the warehouse: a reading that finds nothing new changes nothing.
 * Votes, titles and ranks have their instants in the history. Facts without one change nothing either.
 */
export async function lastChanges(
  executor: Executor,
  selection: Selection,
  { period, papers }: SelectedPapers,
): Promise<LastChanges> {
  const isNow = selection.at === null
  // Only a day's list is shown with the votes of the instant.
  const changes = await paperChanges(executor, papers, isOneDay(period) ? selection.at : null, isNow)
  // The state of a past instant never changes.
  const instants = isNow
    ? [await closed(executor, period.days), await gone(executor, selection, period.days)]
    : []
  return { papers: new Map(changes.map((each) => [each.paperId, each])), list: newest(instants) }
}

/** Finds the newest instant; null when none is known. */
export function newest(instants: readonly (string | null)[]): string | null {
  return instants.reduce(
    (last, each) => (last === null || (each !== null && each > last) ? each : last),
    null,
  )
}

async function paperChanges(
  executor: Executor,
  papers: readonly SelectedPaper[],
  until: Temporal.Instant | null,
  isNow: boolean,
): Promise<PaperChanges[]> {
  const shown = JSON.stringify(papers.map(({ paperId, day }) => ({ paper_id: paperId, day })))
  return executor.rows<PaperChanges>(sql`
    select s.paper_id as "paperId",
      ${isoText(sql`(select d.first_seen from paper_days d where d.day = s.day and d.paper_id = s.paper_id)`)} as listed,
      ${isoText(sql`(
        select max(v.observed_at) from (
          select h.observed_at, h.upvotes, lag(h.upvotes) over (order by h.observed_at) as before
          from snapshots h
          where h.paper_id = s.paper_id
            and h.observed_at <= ${until === null ? 'infinity' : isoInstant(until)}::timestamptz
        ) v where v.upvotes is distinct from v.before
      )`)} as voted,
      ${isoText(sql`(
        select greatest(max(t.first_seen), max(t.last_seen)) from title_changes t where t.paper_id = s.paper_id
      )`)} as titled,
      ${isoText(sql`(
        select d.gone_at from paper_days d where d.day = s.day and d.paper_id = s.paper_id and ${isNow}::boolean
      )`)} as gone,
      (
        select d.day::text from paper_days d where d.paper_id = s.paper_id order by d.first_seen, d.day limit 1
      ) as "firstDay"
    from jsonb_to_recordset(${shown}::text::jsonb) as s(paper_id text, day date)`)
}

type Days = { readonly first: Day; readonly last: Day } | null

/** Finds when the newest closed list could first be found closed. */
async function closed(executor: Executor, days: Days): Promise<string | null> {
  const [row] = await executor.rows<{ day: Day; fetched: string }>(sql`
    select c.day::text as day, ${isoText(sql`c.fetched_at`)} as fetched from coverage c
    where c.state = 'complete' and ${inside(days)} order by c.day desc limit 1`)
  if (row === undefined) return null
  const settled = isoInstant(settledFrom(row.day))
  // A list saved as text is complete before its day is.
  return row.fetched >= settled ? settled : null
}

/** Finds when a paper last left a list that is shown whole: for a filtered one it is unknown whether it had matched. */
async function gone(executor: Executor, selection: Selection, days: Days): Promise<string | null> {
  const { words, organization, author, keyword, withCode, leastVotes, top } = selection
  const hasFilters =
    [words, organization, author, keyword, leastVotes].some((each) => each !== null) || withCode
  if (days === null || hasFilters || top < TOP_OF_DAY) return null
  const [row] = await executor.rows<{ gone: string | null }>(
    sql`select ${isoText(sql`max(c.gone_at)`)} as gone from paper_days c where ${inside(days)}`,
  )
  return row?.gone ?? null
}

function inside(days: Days): SQL {
  return days === null ? sql`true` : sql`c.day between ${days.first}::date and ${days.last}::date`
}
