import { sql } from 'drizzle-orm'
import { ledgerRows } from '../src/load/ledger/ledger.ts'
import type { Executor } from '../src/load/warehouse/warehouse.ts'
import { type Day, dayOf } from '../src/model/day.ts'
import { type PlannedDay, planNight } from './plan-days.ts'

/** One day of the coverage. Counts are entries. */
export interface CoverageRow extends Record<string, unknown> {
  readonly day: Day
  readonly state: string
  readonly reason: string | null
  readonly expected: number | null
  readonly loaded: number | null
  readonly fetched_at: string | null
  readonly next_due_at: string | null
  readonly flags: readonly string[] | null
}

/** One day of the calendar. */
export type CalendarRow = Pick<CoverageRow, 'day' | 'state' | 'flags'> & Record<string, unknown>

/** A past run. */
export interface RunRow extends Record<string, unknown> {
  readonly id: number
  readonly job: string
  readonly started_at: string
  readonly seconds: number | null
  readonly outcome: string | null
  readonly error: string | null
}

/** What `paperboy status` tells. */
export interface Status {
  readonly totals: {
    readonly days: number
    readonly papers: number
    readonly appearances: number
    readonly snapshots: number
  }
  /** Newest first. */
  readonly coverage: readonly CoverageRow[]
  /** Every known day, oldest first. */
  readonly calendar: readonly CalendarRow[]
  readonly runs: readonly RunRow[]
  readonly due: readonly PlannedDay[]
  readonly quarantined: number
  readonly drifted: number
}

const DAYS_SHOWN = 14
const RUNS_SHOWN = 5

/** How the warehouse stands at an instant. */
export async function statusOf(executor: Executor, now: Temporal.Instant): Promise<Status> {
  const [totals] = await executor.rows<Status['totals'] & Record<string, unknown>>(sql`
    select (select count(*)::int from listings where kind = 'day' and loaded > 0) as days,
      (select count(*)::int from papers) as papers, (select count(*)::int from appearances) as appearances,
      (select count(*)::int from snapshots) as snapshots`)
  const [open] = await executor.rows<{ quarantined: number; drifted: number }>(sql`
    select (select count(*)::int from quarantine where resolved_at is null) as quarantined,
      (select count(*)::int from drift) as drifted`)
  return {
    totals: totals ?? { days: 0, papers: 0, appearances: 0, snapshots: 0 },
    coverage: await executor.rows<CoverageRow>(sql`
      select day::text, state, reason, expected, loaded, to_json(fetched_at) #>> '{}' as fetched_at,
        to_json(next_due_at) #>> '{}' as next_due_at, to_json(flags) as flags
      from coverage order by coverage.day desc limit ${DAYS_SHOWN}`),
    calendar: await executor.rows<CalendarRow>(sql`
      select day::text, state, to_json(flags) as flags from coverage order by coverage.day`),
    runs: await executor.rows<RunRow>(sql`
      select id::int, job, to_json(started_at) #>> '{}' as started_at,
        extract(epoch from ended_at - started_at)::float8 as seconds, outcome, error
      from runs order by runs.id desc limit ${RUNS_SHOWN}`),
    due: planNight(await ledgerRows(executor, 'day'), dayOf(now), now),
    quarantined: open?.quarantined ?? 0,
    drifted: open?.drifted ?? 0,
  }
}
