import { sql } from '../../../base/sql.ts'
import { iso } from '../../../load/warehouse/sql-text.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import { DEAD, type QueueName, QUEUES } from './queues.ts'

/** State of a queue. */
export interface QueueCount extends Record<string, unknown> {
  readonly queue: QueueName
  /** Jobs that could start now. */
  readonly waiting: number
  /** Jobs that wait before they are retried. */
  readonly delayed: number
  readonly active: number
  /** Jobs that failed for good. */
  readonly failed: number
  /** Start of the pause, ISO 8601 in UTC; null when it is not paused. */
  readonly paused_since: string | null
}

/** A job that failed for good. */
export interface FailedJob extends Record<string, unknown> {
  readonly queue: QueueName
  /** Number of tries. */
  readonly tries: number
  readonly reason: string | null
  /** ISO 8601, UTC. */
  readonly died_at: string
  readonly job: Readonly<Record<string, unknown>>
}

/** Counts of jobs that were enqueued together, in listings or captures. */
export interface BatchCount {
  /** Waiting, delayed or active. */
  readonly left: number
  /** The active part of `left`. */
  readonly active: number
  /** Failed for good. */
  readonly failed: number
  /** Sums of the counts that workers reported for finished jobs. */
  readonly counts: Readonly<Record<string, number>>
}

/** True once the queues exist. */
export async function hasQueues(executor: Executor): Promise<boolean> {
  const [row] = await executor.rows<{ there: boolean }>(sql`
    select to_regclass('pgboss.job') is not null and to_regclass('pgboss.queue') is not null as there`)
  return row?.there ?? false
}

/** Counts each queue's jobs; none before the queues exist, or where this role may not see them. */
export async function queueCounts(executor: Executor): Promise<QueueCount[]> {
  if (!(await mayReadQueues(executor))) return []
  const rows = await executor.rows<QueueCount>(sql`
    select coalesce(j.source_name, j.name) as queue,
      count(*) filter (where j.name <> ${DEAD} and j.state < 'active' and j.start_after <= now())::int as waiting,
      count(*) filter (where j.name <> ${DEAD} and j.state < 'active' and j.start_after > now())::int as delayed,
      count(*) filter (where j.name <> ${DEAD} and j.state = 'active')::int as active,
      count(*) filter (where j.name = ${DEAD})::int as failed, null::text as paused_since
    from pgboss.job j where j.state < 'completed' group by 1`)
  const paused = await executor.rows<{ queue: string; since: string }>(sql`
    select queue, ${iso('since')} as since from paused_queues`)
  return QUEUES.map((queue) => ({
    ...(rows.find((row) => row.queue === queue) ?? { queue, waiting: 0, delayed: 0, active: 0, failed: 0 }),
    paused_since: paused.find((row) => row.queue === queue)?.since ?? null,
  }))
}

async function mayReadQueues(executor: Executor): Promise<boolean> {
  if (!(await hasQueues(executor))) return false
  const [row] = await executor.rows<{ may: boolean }>(sql`
    select has_schema_privilege('pgboss', 'usage') and has_table_privilege('pgboss.job', 'select') as may`)
  return row?.may ?? false
}

/** Lists the jobs that failed for good, newest first, with their reasons. */
export async function failedJobs(executor: Executor): Promise<FailedJob[]> {
  if (!(await mayReadQueues(executor))) return []
  return executor.rows<FailedJob>(sql`
    select source_name as queue, source_retry_count + 1 as tries, source_output ->> 'message' as reason,
      ${iso('created_on')} as died_at, data as job
    from pgboss.job where name = ${DEAD} and state < 'active' order by created_on desc`)
}

/** Counts the jobs of a batch, on all machines. */
export async function batchCount(executor: Executor, batch: string): Promise<BatchCount> {
  const asked = sql`data @> ${JSON.stringify({ batch })}::text::jsonb`
  const size = sql`(data ->> 'size')::int`
  const [row] = await executor.rows<{ left: number; active: number; failed: number }>(sql`
    select coalesce(sum(${size}) filter (where name <> ${DEAD}), 0)::int as left,
      coalesce(sum(${size}) filter (where name <> ${DEAD} and state = 'active'), 0)::int as active,
      coalesce(sum(${size}) filter (where name = ${DEAD}), 0)::int as failed
    from pgboss.job where state < 'completed' and ${asked}`)
  const counts = await executor.rows<{ name: string; count: number }>(sql`
    select c.key as name, sum(c.value::float8)::float8 as count
    from pgboss.job j cross join lateral jsonb_each_text(j.output -> 'counts') c
    where j.state = 'completed' and ${asked} group by c.key`)
  return {
    left: row?.left ?? 0,
    active: row?.active ?? 0,
    failed: row?.failed ?? 0,
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
  }
}
