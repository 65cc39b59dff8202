import { sql } from '../../../base/sql.ts'
import { addDays, type Day, dayOf, weekOf } from '../../../model/day.ts'
import { readPeriodCoverage, type PeriodCoverage } from '../../../query/read-period-coverage.ts'
import type { Executor } from '../../../query/executor.ts'
import { fixedPeriod } from '../../../query/period.ts'
import { selectPapers, type SelectedPaper } from '../../../query/select-papers.ts'
import { knownSelection } from '../../../query/selection.ts'
import type { SparkPoint } from '../charts/sparkline.ts'
import { allMonths } from '../charts/months.ts'
import type { DayPapers } from '../parts/depth-calendar.ts'
import { type NewestReading, newestReading } from '../parts/newest-reading.ts'
import type { Remark } from '../parts/paper-list.ts'
import { type ListFacts, listFacts, voteSeries } from './list-facts.ts'
import { lateRemarks } from './list-remarks.ts'

/** How much the front page shows. */
const MOST = { papers: 12, week: 8, rising: 8, words: 10 } as const

/** Months of the calendar. */
const MONTHS = 6

/** Days whose keywords are compared with those of as many days before. */
const WORD_DAYS = 14

/** Days that sparklines go back. */
const CURVE_DAYS = 14

/** A keyword whose share of the papers grows; shares from 0 to 1. */
export interface RisingWord {
  readonly keyword: string
  readonly papers: number
  readonly share: number
  readonly shareBefore: number
}

/** All that the front page tells. */
export interface FrontFacts {
  /** The newest day with a list, and the papers of it. */
  readonly day: Day
  readonly loaded: number
  readonly papers: readonly SelectedPaper[]
  readonly facts: ReadonlyMap<string, ListFacts>
  readonly remarks: readonly Remark[]
  /** The newest day that is complete, when it is another one. */
  readonly complete: Day | null
  readonly coverage: PeriodCoverage
  readonly reading: NewestReading
  readonly week: string
  readonly weekTop: readonly SelectedPaper[]
  readonly rising: readonly SelectedPaper[]
  readonly series: ReadonlyMap<string, readonly SparkPoint[]>
  readonly words: readonly RisingWord[]
  readonly months: readonly string[]
  readonly days: readonly DayPapers[]
}

/** Reads it; null for a warehouse without a list. */
export async function frontFacts(executor: Executor, now: Temporal.Instant): Promise<FrontFacts | null> {
  const lists = await executor.rows<{ day: Day; state: string; loaded: number }>(sql`
    select day::text, state, loaded from coverage where loaded > 0 order by day desc limit ${MONTHS * 31}`)
  const [newest] = lists
  if (newest === undefined) return null
  const { day, loaded } = newest
  const today = dayOf(now)
  // A complete list that is followed by days which nobody read is not all that there is.
  const yesterday = addDays(today, -1)
  const span = { first: day, last: day < yesterday ? yesterday : day }
  const week = weekOf(day)
  const readPapers = async (pairs: Readonly<Record<string, string>>) =>
    (await selectPapers(executor, knownSelection(pairs), now)).papers
  const [papers, weekTop, rising, coverage, reading, remarks, words] = await Promise.all([
    readPapers({ day, top: String(MOST.papers) }),
    readPapers({ week, top: String(MOST.week) }),
    readPapers({ order: 'momentum', top: String(MOST.rising) }),
    readPeriodCoverage(executor, { days: span }, today),
    newestReading(executor, today),
    lateRemarks(executor, day),
    risingWords(executor, day),
  ])
  const [facts, series] = await Promise.all([
    listFacts(executor, papers, now),
    voteSeries(
      executor,
      [...weekTop, ...rising].map(({ paperId }) => paperId),
      now.subtract({ hours: 24 * CURVE_DAYS }),
    ),
  ])
  const month = Temporal.PlainYearMonth.from(day.slice(0, 7))
  const oldest = lists.at(-1)?.day.slice(0, 7) ?? day
  const first = [month.subtract({ months: MONTHS - 1 }).toString(), oldest].toSorted().at(-1) ?? oldest
  return {
    day,
    loaded,
    papers,
    facts,
    remarks,
    complete: lists.find(({ state, day: other }) => state === 'complete' && other !== day)?.day ?? null,
    coverage,
    reading,
    week: fixedPeriod('week', week).key,
    weekTop,
    rising,
    series,
    words,
    months: allMonths(first, month.toString()),
    days: lists
      .filter(({ day: each }) => each >= first)
      .map(({ day: each, loaded: some }) => ({ day: each, papers: some })),
  }
}

async function risingWords(executor: Executor, last: Day): Promise<readonly RisingWord[]> {
  const [before, first] = [addDays(last, 1 - 2 * WORD_DAYS), addDays(last, 1 - WORD_DAYS)]
  return executor.rows<Record<string, unknown> & RisingWord>(sql`
    select keyword, papers::int, share, share_before as "shareBefore"
    from keyword_shifts(${before}::date, ${first}::date, ${last}::date, ${MOST.words}) where share > share_before`)
}
