import { sql } from '../../../base/sql.ts'
import { iso } from '../../../load/warehouse/sql-text.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import { DEAD, type QueueName, QUEUES } from './queues.ts'

/** How a queue stands. */
export interface QueueCount extends Record<string, unknown> {
  readonly queue: QueueName
  /** Lots that could be taken now. */
  readonly waiting: number
  /** Lots that rest before they are tried again. */
  readonly resting: number
  readonly in_hand: number
  /** Lots that failed for good. */
  readonly dead: number
  /** Since when it is paused, ISO 8601 in UTC; null for not. */
  readonly paused_since: string | null
}

/** A lot that failed for good. */
export interface DeadLot extends Record<string, unknown> {
  readonly queue: QueueName
  /** How often it was tried. */
  readonly tries: number
  readonly reason: string | null
  /** ISO 8601, UTC. */
  readonly died_at: string
  readonly lot: Readonly<Record<string, unknown>>
}

/** How lots stand that were handed out together. Sizes are listings or captures. */
export interface BatchCount {
  /** What is waiting, resting or in hand. */
  readonly left: number
  /** Of that, what a worker has in hand. */
  readonly inHand: number
  /** What failed for good. */
  readonly dead: number
  /** Counts that the workers gave with the lots that are done, added up. */
  readonly counts: Readonly<Record<string, number>>
}

/** True once somebody has made the queues. */
export async function hasQueues(executor: Executor): Promise<boolean> {
  const [row] = await executor.rows<{ there: boolean }>(sql`
    select to_regclass('pgboss.job') is not null and to_regclass('pgboss.queue') is not null as there`)
  return row?.there ?? false
}

/** How each queue stands; none before the queues are made, or where this role may not see them. */
export async function queueCounts(executor: Executor): Promise<QueueCount[]> {
  if (!(await mayReadQueues(executor))) return []
  const rows = await executor.rows<QueueCount>(sql`
    select coalesce(j.source_name, j.name) as queue,
      count(*) filter (where j.name <> ${DEAD} and j.state < 'active' and j.start_after <= now())::int as waiting,
      count(*) filter (where j.name <> ${DEAD} and j.state < 'active' and j.start_after > now())::int as resting,
      count(*) filter (where j.name <> ${DEAD} and j.state = 'active')::int as in_hand,
      count(*) filter (where j.name = ${DEAD})::int as dead, null::text as paused_since
    from pgboss.job j where j.state < 'completed' group by 1`)
  const paused = await executor.rows<{ queue: string; since: string }>(sql`
    select queue, ${iso('since')} as since from paused_queues`)
  return QUEUES.map((queue) => ({
    ...(rows.find((row) => row.queue === queue) ?? { queue, waiting: 0, resting: 0, in_hand: 0, dead: 0 }),
    paused_since: paused.find((row) => row.queue === queue)?.since ?? null,
  }))
}

async function mayReadQueues(executor: Executor): Promise<boolean> {
  if (!(await hasQueues(executor))) return false
  const [row] = await executor.rows<{ may: boolean }>(sql`
    select has_schema_privilege('pgboss', 'usage') and has_table_privilege('pgboss.job', 'select') as may`)
  return row?.may ?? false
}

/** The lots that failed for good, the newest first, with their reasons. */
export async function deadLots(executor: Executor): Promise<DeadLot[]> {
  if (!(await mayReadQueues(executor))) return []
  return executor.rows<DeadLot>(sql`
    select source_name as queue, source_retry_count + 1 as tries, source_output ->> 'message' as reason,
      ${iso('created_on')} as died_at, data as lot
    from pgboss.job where name = ${DEAD} and state < 'active' order by created_on desc`)
}

/** How the lots of a batch stand, on all machines. */
export async function batchCount(executor: Executor, batch: string): Promise<BatchCount> {
  const asked = sql`data @> ${JSON.stringify({ batch })}::text::jsonb`
  const size = sql`(data ->> 'size')::int`
  const [row] = await executor.rows<{ left: number; in_hand: number; dead: number }>(sql`
    select coalesce(sum(${size}) filter (where name <> ${DEAD}), 0)::int as left,
      coalesce(sum(${size}) filter (where name <> ${DEAD} and state = 'active'), 0)::int as in_hand,
      coalesce(sum(${size}) filter (where name = ${DEAD}), 0)::int as dead
    from pgboss.job where state < 'completed' and ${asked}`)
  const counts = await executor.rows<{ name: string; count: number }>(sql`
    select c.key as name, sum(c.value::float8)::float8 as count
    from pgboss.job j cross join lateral jsonb_each_text(j.output -> 'counts') c
    where j.state = 'completed' and ${asked} group by c.key`)
  return {
    left: row?.left ?? 0,
    inHand: row?.in_hand ?? 0,
    dead: row?.dead ?? 0,
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
  }
}
