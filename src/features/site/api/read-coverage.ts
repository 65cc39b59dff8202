import { sql } from '../../../base/sql.ts'
import type { z } from '@hono/zod-openapi'
import type { Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import type { coverageDaySchema } from './schemas.ts'
import { isoText } from '../../../query/iso-text.ts'

type CoverageDay = z.infer<typeof coverageDaySchema>

/** Days from the first known one on, the newest first, both ends included; those that were never read among them. */
export async function readCoverage(
  executor: Executor,
  {
    first,
    last,
    most,
    today,
  }: { readonly first: Day; readonly last: Day; readonly most: number; readonly today: Day },
): Promise<CoverageDay[]> {
  return executor.rows<CoverageDay>(sql`
    select day::text, state, reason, expected, loaded, attempts, ${isoText(sql`fetched_at`)} as fetched_at,
      ${isoText(sql`next_due_at`)} as next_due_at, to_json(flags) as flags
    from coverage_at(${today}::date) c
    where c.day between ${first}::date and ${last}::date order by c.day desc limit ${most}`)
}

/** How many days that are known, or lie between those that are, there are in a range. */
export async function countCoverage(
  executor: Executor,
  { first, last, today }: { readonly first: Day; readonly last: Day; readonly today: Day },
): Promise<number> {
  const [row] = await executor.rows<{ days: number }>(
    sql`select count(*)::int as days from coverage_at(${today}::date) c where c.day between ${first}::date and ${last}::date`,
  )
  return row?.days ?? 0
}

/** A day of the ledger, also one that was never read. */
export async function readDayCoverage(executor: Executor, day: Day, today: Day): Promise<CoverageDay> {
  const [known] = await readCoverage(executor, { first: day, last: day, most: 1, today })
  return (
    known ?? {
      day,
      state: 'missing',
      reason: 'never read',
      expected: null,
      loaded: null,
      attempts: 0,
      fetched_at: null,
      next_due_at: null,
      flags: null,
    }
  )
}

/** How fresh the warehouse is, and how many days of it are gaps. */
export interface Freshness extends Record<string, unknown> {
  readonly first_day: Day | null
  /** The newest day with papers. */
  readonly newest_day: Day | null
  /** When a nightly run was last done in full. */
  readonly last_success_at: string | null
  readonly gaps: number
}

/** How fresh the warehouse is. */
export async function readFreshness(executor: Executor, today: Day): Promise<Freshness> {
  const [row] = await executor.rows<Freshness>(sql`
    select (select min(day)::text from coverage) as first_day,
      (select max(day)::text from coverage where loaded > 0) as newest_day,
      ${isoText(sql`(select max(ended_at) from run_log where job = 'nightly' and outcome = 'done')`)} as last_success_at,
      (select count(*)::int from coverage_at(${today}::date) where is_gap) as gaps`)
  return row ?? { first_day: null, newest_day: null, last_success_at: null, gaps: 0 }
}
