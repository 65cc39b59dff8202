import { sql } from '../../../base/sql.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import type { QueueName } from './queues.ts'

/** Pauses a queue; active jobs are finished. False when it was already paused. */
export async function pauseQueue(executor: Executor, queue: QueueName): Promise<boolean> {
  const rows = await executor.rows(sql`
    insert into paused_queues (queue, since) values (${queue}, clock_timestamp()) on conflict do nothing returning 1`)
  return rows.length > 0
}

/** Resumes a queue; false when it was not paused. */
export async function resumeQueue(executor: Executor, queue: QueueName): Promise<boolean> {
  const rows = await executor.rows(sql`delete from paused_queues where queue = ${queue} returning 1`)
  return rows.length > 0
}
