import { hostname } from 'node:os'
import { sql } from '../../base/sql.ts'
import { isoInstant } from '../../model/day.ts'
import { isGone, processIdentity } from '../../base/process-identity.ts'
import { iso } from '../warehouse/sql-text.ts'
import { jsonParameter, textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** A run without a heartbeat for this long is lost; its leases expire. */
export const ALIVE_SECONDS = 90

/** Interval of a run's heartbeat. */
export const HEARTBEAT_MS = 30_000

/** A run that is about to start. */
export interface RunStart {
  readonly job: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly version: string
  readonly parserVersion: number
  readonly at: Temporal.Instant
}

/** End of a run. */
export interface RunEnd {
  /** `failed` when an error ended it, or it reached nothing; `partial` when something was left over. */
  readonly outcome: 'done' | 'partial' | 'failed' | 'interrupted'
  /** Its counts, and its `exitCode`. */
  readonly counts: Readonly<Record<string, unknown>>
  /** Reason why it is not done, as a sentence; null when it is. */
  readonly error: string | null
  readonly at: Temporal.Instant
}

/** End of the lifetime after a heartbeat now. By the database's clock, which all machines share. */
const aliveUntil = sql`clock_timestamp() + ${ALIVE_SECONDS}::int * interval '1 second'`

/** Opens a run; returns its id. */
export async function openRun(executor: Executor, start: RunStart): Promise<string> {
  const [row] = await executor.rows<{ id: string }>(sql`
    insert into runs (job, arguments, version, parser_version, host, pid, process, alive_until, started_at)
    values (${start.job}, ${jsonParameter(start.arguments)}, ${start.version}, ${start.parserVersion}, ${hostname()},
      ${process.pid}, ${processIdentity()}, ${aliveUntil}, ${isoInstant(start.at)}::timestamptz)
    returning id::text as id`)
  if (!row) throw new Error('the run was not recorded')
  return row.id
}

/**
 * Records a run's heartbeat.
 *
 * @returns false when it was declared lost in the meantime: then it must write nothing more
 */
export async function renewRun(executor: Executor, id: string): Promise<boolean> {
  const rows = await executor.rows(sql`
    update runs set alive_until = ${aliveUntil} where id = ${id}::bigint and ended_at is null returning 1`)
  return rows.length > 0
}

/** Closes a run, and releases its leases. One that was declared lost stays so. */
export async function closeRun(warehouse: Warehouse, id: string, end: RunEnd): Promise<void> {
  await warehouse.transaction(async (tx) => {
    await tx.rows(sql`delete from leases where run_id = ${id}::bigint`)
    await tx.rows(sql`
      update runs set ended_at = ${isoInstant(end.at)}::timestamptz, outcome = ${end.outcome},
        counts = ${jsonParameter(end.counts)}, error = ${end.error}
      where id = ${id}::bigint and ended_at is null`)
  })
}

/** A lost run. */
export interface LostRun extends Record<string, unknown> {
  readonly id: string
  readonly job: string
  /** ISO 8601 with milliseconds, UTC. */
  readonly startedAt: string
  /** Its error, as a sentence. */
  readonly error: string
}

/**
 * Closes lost runs: their process is gone, or their heartbeat stopped long ago.
 * With one process at a time (PGlite), these are all open runs.
 *
 * @returns the lost runs
 */
export async function closeLostRuns(warehouse: Warehouse, at: Temporal.Instant): Promise<readonly LostRun[]> {
  const open = await warehouse.rows<{ id: string; process: string; late: boolean }>(sql`
    select id::text as id, process, alive_until < clock_timestamp() as late from runs where ended_at is null`)
  const lost = open.filter(({ process: identity, late }) => late || !warehouse.shared || isGone(identity))
  if (lost.length === 0) return []
  return warehouse.rows<LostRun>(sql`
    update runs set ended_at = greatest(started_at, ${isoInstant(at)}::timestamptz), outcome = 'lost',
      error = 'lost: killed, or its machine stopped'
    where id = any(${textArray(lost.map(({ id }) => id))}::bigint[]) and ended_at is null
    returning id::text as id, job, error,
      ${iso('started_at')} as "startedAt"`)
}
