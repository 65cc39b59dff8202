import { hostname } from 'node:os'
import { sql } from 'drizzle-orm'
import { isoInstant } from '../model/day.ts'
import { type Executor, jsonParameter } from './warehouse.ts'

/** A run that is about to begin. */
export interface RunStart {
  readonly job: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly version: string
  readonly parserVersion: number
  readonly at: Temporal.Instant
}

/** How a run ended. */
export interface RunEnd {
  readonly outcome: 'done' | 'partial' | 'failed' | 'interrupted'
  readonly counts: Readonly<Record<string, unknown>>
  readonly error: string | null
  readonly at: Temporal.Instant
}

/** Opens a run; gives its number. */
export async function openRun(executor: Executor, start: RunStart): Promise<string> {
  const [row] = await executor.rows<{ id: string }>(sql`
    insert into runs (job, arguments, version, parser_version, host, pid, started_at)
    values (${start.job}, ${jsonParameter(start.arguments)}, ${start.version}, ${start.parserVersion}, ${hostname()},
      ${process.pid}, ${isoInstant(start.at)}::timestamptz)
    returning id::text as id`)
  if (!row) throw new Error('the run was not recorded')
  return row.id
}

/** Closes a run. */
export async function closeRun(executor: Executor, id: string, end: RunEnd): Promise<void> {
  await executor.rows(sql`
    update runs set ended_at = ${isoInstant(end.at)}::timestamptz, outcome = ${end.outcome},
      counts = ${jsonParameter(end.counts)}, error = ${end.error}
    where id = ${id}::bigint`)
}
