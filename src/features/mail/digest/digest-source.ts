import { sql } from '../../../base/sql.ts'
import { type Day, dayOf, isoInstant } from '../../../model/day.ts'
import { type DaySpan, periodOf, type Frequency } from '../../../model/frequency.ts'
import type { Executor } from '../../../query/executor.ts'
import { readPeriodCoverage, type PeriodCoverage } from '../../../query/read-period-coverage.ts'
import { MOST_PAPERS } from '../../../query/selection.ts'
import { readPapers, type SelectedPaper } from '../../../query/select-papers.ts'
import { placeSelection } from './mail-selection.ts'

/** Limit that holds all papers of ten weeks. */
const MOST_OF_WINDOW = 10 * MOST_PAPERS

/** Papers of a period that match a selection, and how many of them it shows. */
export interface Picked {
  readonly papers: readonly SelectedPaper[]
  readonly top: number
}

/**
 * Source of mails, as of one instant. Readers with the same selection share its queries.
 */
export interface DigestSource {
  readonly now: Temporal.Instant
  /** All papers of a period that match a stored selection, in its order. */
  readonly period: (text: string, frequency: Frequency, lastDay: Day) => Promise<Picked>
  /** All papers on the lists of these days that match a stored selection. */
  readonly window: (text: string, days: DaySpan) => Promise<readonly SelectedPaper[]>
  /** Votes that papers won since an instant, by paper. */
  readonly gains: (since: Temporal.Instant) => Promise<ReadonlyMap<string, number>>
  readonly coverage: (days: DaySpan) => Promise<PeriodCoverage>
  /** True for a day whose list was read after the day was over. */
  readonly isOver: (day: Day) => Promise<boolean>
}

/** Opens the source of all mails made at an instant. */
export function digestSource(executor: Executor, now: Temporal.Instant): DigestSource {
  const kept = new Map<string, Promise<unknown>>()
  const once = <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const found = kept.get(name) ?? read()
    kept.set(name, found)
    return found as Promise<T>
  }
  const asPeriod = ({ first, last }: DaySpan) => ({ kind: 'all', key: '', days: { first, last } }) as const
  return {
    now,
    period: async (text, frequency, lastDay) =>
      once(JSON.stringify([text, periodOf(frequency, lastDay)]), async () => {
        const { selection, period } = placeSelection(text, frequency, lastDay)
        const papers = await readPapers(executor, { ...selection, top: MOST_OF_WINDOW }, period, now)
        return { papers, top: selection.top }
      }),
    window: async (text, days) =>
      once(JSON.stringify([text, days]), async () => {
        const { selection } = placeSelection(text, 'monthly', days.last)
        return readPapers(
          executor,
          { ...selection, order: 'votes', top: MOST_OF_WINDOW },
          asPeriod(days),
          now,
        )
      }),
    gains: async (since) =>
      once(`gains ${isoInstant(since)}`, async () => {
        const rows = await executor.rows<{ paperId: string; won: number }>(sql`
          select paper_id as "paperId", sum(gained)::int as won
          from vote_gains(${isoInstant(since)}::timestamptz, ${isoInstant(now)}::timestamptz) group by paper_id`)
        return new Map(rows.map(({ paperId, won }) => [paperId, won]))
      }),
    coverage: async (days) =>
      once(`coverage ${days.first} ${days.last}`, async () =>
        readPeriodCoverage(executor, asPeriod(days), dayOf(now)),
      ),
    isOver: async (day) =>
      once(`over ${day}`, async () => {
        const rows = await executor.rows(sql`
          select 1 from coverage
          where day = ${day}::date and fetched_at >= (day + 1)::timestamp at time zone 'UTC' and state <> 'pending'`)
        return rows.length > 0
      }),
  }
}
