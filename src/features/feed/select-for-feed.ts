import { type SQL, sql } from '../../base/sql.ts'
import { addDays, dayOf, isoInstant, startOfDay } from '../../model/day.ts'
import type { Executor } from '../../query/executor.ts'
import {
  readPapers,
  selectPapers,
  type SelectedPaper,
  type SelectedPapers,
} from '../../query/select-papers.ts'
import type { Selection } from '../../query/selection.ts'

/** Days that a feed keeps each paper after it was first seen: a daily reader misses none. */
export const KEPT_DAYS = 7

/** Maximum age of a new paper's list when it was first seen: backfilled papers are not news. */
const NEWS_DAYS = 30

/** Last resort against an endless feed: about five times the papers on lists of the longest news span. */
const MOST_ENTRIES = 5000

/** True for a feed that leaves nothing out: it has no `top` and no `at`. */
export function leavesNothingOut({ at, isTopGiven }: Selection): boolean {
  return at === null && !isTopGiven
}

/**
 * Selects the papers of a feed: the selection, and after it the papers that match its filters and were first seen
 * in the last seven days, on lists no older than thirty days then. For momentum, instead, all that were among the first
 * at one of the last seven midnights (UTC).
 */
export async function selectForFeed(
  executor: Executor,
  selection: Selection,
  now: Temporal.Instant,
): Promise<SelectedPapers> {
  const selected = await selectPapers(executor, selection, now)
  if (!leavesNothingOut(selection)) return selected
  const { period, papers } = selected
  if (selection.order === 'momentum' && period.days === null) {
    const before = await Promise.all(
      midnightsBefore(now).map(async (at) => readPapers(executor, { ...selection, at }, period, now)),
    )
    return { period, papers: eachOnce([papers, ...before]) }
  }
  const wanted = { ...selection, top: MOST_ENTRIES, among: newPapers(now) }
  if (selection.period.kind !== 'newest')
    return { period, papers: eachOnce([papers, await readPapers(executor, wanted, period, now)]) }
  const span = { kind: 'all', key: 'all', days: spanOfNews(now) } as const
  const order = selection.order === 'rank' ? 'newest' : selection.order
  const onNewest = sql`
    select paper_id from paper_days where day = ${period.key}::date and gone_at is null union all ${newPapers(now)}`
  const listed = await readPapers(executor, { ...wanted, order, among: onNewest }, span, now)
  // The newest list may be older than all that is new.
  return { period, papers: eachOnce(order === 'newest' ? [listed, papers] : [papers, listed]) }
}

/** Selects ids of papers first seen in the last seven days, on a list no older than thirty days then. */
export function newPapers(now: Temporal.Instant): SQL {
  const since = sql`${isoInstant(now.subtract({ hours: 24 * KEPT_DAYS }))}::timestamptz`
  const { first, last } = spanOfNews(now)
  return sql`
    select n.paper_id from paper_days n
    where n.day between ${first}::date and ${last}::date and n.first_seen > ${since}
      and n.day >= (n.first_seen at time zone 'UTC')::date - ${NEWS_DAYS}::int
      and not exists (select from paper_days b where b.paper_id = n.paper_id and b.first_seen <= ${since})`
}

function spanOfNews(now: Temporal.Instant): { first: string; last: string } {
  const today = dayOf(now)
  // A page of tomorrow may be there a little early.
  return { first: addDays(today, -NEWS_DAYS - KEPT_DAYS), last: addDays(today, 1) }
}

/** Lists the last seven midnights, newest first. */
function midnightsBefore(now: Temporal.Instant): Temporal.Instant[] {
  const today = dayOf(now)
  return Array.from({ length: KEPT_DAYS }, (_, days) => startOfDay(addDays(today, -days)))
}

function eachOnce(lists: readonly (readonly SelectedPaper[])[]): SelectedPaper[] {
  const papers = new Map<string, SelectedPaper>()
  for (const paper of lists.flat()) if (!papers.has(paper.paperId)) papers.set(paper.paperId, paper)
  return [...papers.values()].map((paper, index) => ({ ...paper, place: index + 1 }))
}
