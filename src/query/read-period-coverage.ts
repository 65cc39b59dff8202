import { sql } from '../base/sql.ts'
import type { Day } from '../model/day.ts'
import type { Executor } from './executor.ts'
import type { FixedPeriod } from './period.ts'

/** Completeness of the lists of a period. */
export interface PeriodCoverage {
  /** Days whose lists may still grow. */
  readonly open: readonly Day[]
  /**
   * Days that may be incomplete, with the reason; this includes days never read, and those whose list was last
   * read while it could still grow.
   */
  readonly gaps: readonly { readonly day: Day; readonly reason: string }[]
  /** True when every day up to the last one is known to be complete. */
  readonly isWhole: boolean
}

/**
 * Reads the coverage of a period.
 *
 * @param today the last day to count: later ones have no list yet
 */
export async function readPeriodCoverage(
  executor: Executor,
  { days }: Pick<FixedPeriod, 'days'>,
  today: Day,
): Promise<PeriodCoverage> {
  const rows = await executor.rows<{
    day: Day
    state: string
    reason: string | null
    stillOpen: boolean
    isGap: boolean
  }>(
    days === null
      ? sql`
          select day::text, state, reason, still_open as "stillOpen", true as "isGap"
          from coverage_at(${today}::date) where is_gap order by 1`
      : sql`
          select every.day::date::text as day, coalesce(c.state, 'missing') as state, c.reason,
            coalesce(c.still_open, false) as "stillOpen", coalesce(c.is_gap, true) as "isGap"
          from generate_series(
            ${days.first}::timestamp, least(${days.last}::timestamp, ${today}::timestamp), interval '1 day'
          ) as every(day)
          left join coverage_at(${today}::date) c on c.day = every.day::date
          order by 1`,
  )
  const open = rows.filter(({ stillOpen }) => stillOpen).map(({ day }) => day)
  const gaps = rows
    .filter(({ isGap, stillOpen }) => isGap && !stillOpen)
    .map(({ day, state, reason }) => ({
      day,
      reason: reason ?? (state === 'missing' ? 'never read' : state),
    }))
  return {
    open,
    gaps,
    isWhole: open.length === 0 && gaps.length === 0 && (days === null || days.last <= today),
  }
}

/** Describes the coverage of a period in a sentence; null when it is complete. */
export function coverageSentence({ open, gaps }: PeriodCoverage): string | null {
  const some = (days: readonly Day[]) =>
    days.length <= 3 ? days.join(', ') : `${days.slice(0, 3).join(', ')} and ${days.length - 3} more`
  const parts = [
    open.length === 0 ? '' : `The list of ${some(open)} is still open: it may still gain papers and votes.`,
    gaps.length === 0
      ? ''
      : `Possibly incomplete: ${some(gaps.map(({ day, reason }) => `${day} (${reason})`))}.`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? null : parts.join(' ')
}
