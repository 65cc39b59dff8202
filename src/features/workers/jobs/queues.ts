import { plural } from '../../../model/plural.ts'
import { type Queue, openQueue } from '../queue/open-queue.ts'
import { pauseQueue, resumeQueue } from '../queue/pauses.ts'
import type { QueueName } from '../queue/queues.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'

/** Pauses a queue; returns a message for the user. */
export async function pause(warehouse: Warehouse, queue: QueueName): Promise<string> {
  return (await pauseQueue(warehouse, queue))
    ? `The queue ${queue} is paused: active jobs are finished, no other is started. To resume: npx paperboy queue resume ${queue}`
    : `The queue ${queue} was already paused. To resume: npx paperboy queue resume ${queue}`
}

/** Resumes a queue. */
export async function resume(warehouse: Warehouse, queue: QueueName): Promise<string> {
  return (await resumeQueue(warehouse, queue))
    ? `The queue ${queue} is resumed: workers take its jobs within seconds.`
    : `The queue ${queue} was not paused.`
}

/** Drops all waiting and failed jobs of a queue. */
export async function drop(warehouse: Warehouse, queue: QueueName): Promise<string> {
  const dropped = await withQueue(warehouse, async (opened) => opened.drop(queue))
  return `${counted(dropped)} dropped from the queue ${queue}; active jobs are finished. Their listings stay due in the ledger, and can be enqueued again.`
}

/** Enqueues the failed jobs of a queue again. */
export async function retry(warehouse: Warehouse, queue: QueueName): Promise<string> {
  const revived = await withQueue(warehouse, async (opened) => opened.revive(queue))
  return revived === 0
    ? `No job of the queue ${queue} has failed for good.`
    : `${counted(revived)} that had failed for good ${revived === 1 ? 'is' : 'are'} back in the queue ${queue}.`
}

async function withQueue<T>(warehouse: Warehouse, work: (queue: Queue) => Promise<T>): Promise<T> {
  const queue = await openQueue(warehouse)
  try {
    return await work(queue)
  } finally {
    await queue.close()
  }
}

function counted(jobs: number): string {
  return plural(jobs, 'job')
}
