import { hostname } from 'node:os'
import { sql } from '../../../base/sql.ts'
import { isGone, processIdentity } from '../../../base/process-identity.ts'
import { jsonParameter, textArray } from '../../../load/warehouse/warehouse.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import type { Taken } from './open-queue.ts'
import type { QueueName } from './queues.ts'

/** A worker without a heartbeat for this long is lost, and its jobs go back. */
const ALIVE_SECONDS = 90

/** An active job of a worker, as other workers see it. */
export interface ActiveJob extends Pick<Taken, 'queue' | 'id' | 'attempt'> {
  /** `20 listings, day:2024-01-01 to day:2024-01-20` */
  readonly what: string
  /** ISO 8601, UTC. */
  readonly since: string
}

/** A worker that starts. */
export interface WorkerStart {
  readonly version: string
  readonly queues: readonly QueueName[]
  readonly concurrency: number
  readonly schedules: boolean
}

const aliveUntil = sql`clock_timestamp() + ${ALIVE_SECONDS}::int * interval '1 second'`

/** Registers a worker; returns its id. Its times are by the clock of the database. */
export async function openWorker(executor: Executor, start: WorkerStart): Promise<string> {
  const [row] = await executor.rows<{ id: string }>(sql`
    insert into workers (host, pid, process, version, queues, concurrency, schedules, since, seen_at, alive_until,
      active, jobs_done)
    values (${hostname()}, ${process.pid}, ${processIdentity()}, ${start.version}, ${textArray(start.queues)},
      ${start.concurrency}, ${start.schedules}, clock_timestamp(), clock_timestamp(), ${aliveUntil}, '[]', 0)
    returning id::text as id`)
  if (!row) throw new Error('the worker was not entered')
  return row.id
}

/**
 * Records a worker's heartbeat and its active jobs. One that was declared lost in the meantime is alive again.
 *
 * @returns false when it is missing, as after a failover; its id may then be another worker's
 */
export async function renewWorker(
  executor: Executor,
  id: string,
  { active, jobsDone }: { readonly active: readonly ActiveJob[]; readonly jobsDone: number },
): Promise<boolean> {
  const rows = await executor.rows(sql`
    update workers set seen_at = clock_timestamp(), alive_until = ${aliveUntil}, ended_at = null,
      active = ${jsonParameter(active)}, jobs_done = ${jobsDone}
    where id = ${id}::bigint and process = ${processIdentity()} returning 1`)
  return rows.length > 0
}

/** Records the end of a worker. */
export async function closeWorker(executor: Executor, id: string, jobsDone: number): Promise<void> {
  await executor.rows(sql`
    update workers set ended_at = clock_timestamp(), active = '[]', jobs_done = ${jobsDone}
    where id = ${id}::bigint`)
}

/** A lost worker, and the jobs it ran. */
export interface LostWorker extends Record<string, unknown> {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly active: readonly ActiveJob[]
}

/** Ends workers whose process is gone or that have been silent for too long; each is returned to one caller. */
export async function closeLostWorkers(executor: Executor): Promise<readonly LostWorker[]> {
  const open = await executor.rows<{ id: string; process: string; late: boolean }>(sql`
    select id::text as id, process, alive_until < clock_timestamp() as late from workers where ended_at is null`)
  const lost = open.filter(({ process: identity, late }) => late || isGone(identity))
  if (lost.length === 0) return []
  return executor.rows<LostWorker>(sql`
    update workers set ended_at = clock_timestamp()
    where id = any(${textArray(lost.map(({ id }) => id))}::bigint[]) and ended_at is null
    returning id::text as id, host, pid, active`)
}
