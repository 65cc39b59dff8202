import { sql } from '../../src/base/sql.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { addDays, type Day, daysFrom, FIRST_DAY } from '../../src/model/day.ts'

/** Days that a warehouse lacks after its first run. */
export interface RestOfHistory {
  readonly from: Day
  readonly to: Day
  /** Days in between that were never fetched. */
  readonly days: number
}

/** True for a warehouse without days. */
export async function isWithoutDays(executor: Executor): Promise<boolean> {
  return (await executor.rows(sql`select 1 from stored_listings where kind = 'day' limit 1`)).length === 0
}

/** Finds the days that a backfill would have to fetch until today; null when none is missing, or no day is known. */
export async function restOfHistory(executor: Executor, today: Day): Promise<RestOfHistory | null> {
  const rows = await executor.rows<{ key: Day }>(
    sql`select key from stored_listings where kind = 'day' and fetched_at is not null`,
  )
  if (rows.length === 0) return null
  const known = new Set(rows.map(({ key }) => key))
  // A nightly run fetches today's and yesterday's lists.
  const missing = daysFrom(FIRST_DAY, addDays(today, -2)).filter((day) => !known.has(day))
  const [from, to] = [missing[0], missing.at(-1)]
  return from === undefined || to === undefined ? null : { from, to, days: missing.length }
}
