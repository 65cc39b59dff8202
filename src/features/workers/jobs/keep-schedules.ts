import { recordScheduledRun, lastScheduledRun } from '../queue/scheduled-runs.ts'
import type { EnqueuedJob, Queue } from '../queue/open-queue.ts'
import { PRIORITY } from '../queue/queues.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import { dayOf, isoInstant } from '../../../model/day.ts'
import { dueScheduledRuns, nextScheduledRun, type Schedule } from './due-scheduled-runs.ts'
import type { QueueJob } from './queue-job.ts'

/** Inputs of a scheduler. */
export interface ScheduleKeeping {
  readonly warehouse: Warehouse
  readonly queue: Pick<Queue, 'add'>
  readonly schedules: readonly Schedule[]
  /** The current time: with several machines, by the clock of the database. */
  readonly now: (executor: Executor) => Promise<Temporal.Instant>
  readonly onScheduled?: (schedule: Schedule, dueAt: Temporal.Instant) => void
}

/**
 * Keeps schedules: the returned function enqueues what is due when it is called. However many workers keep them,
 * each scheduled run is enqueued once: its row and its job are written in one transaction, and the row has a unique key.
 */
export function keepSchedules(keeping: ScheduleKeeping): () => Promise<void> {
  const { warehouse, queue, schedules, now: clock, onScheduled = () => undefined } = keeping
  const next = new Map<string, Temporal.Instant>()
  return async () => {
    const now = await clock(warehouse)
    for (const schedule of schedules) {
      const soonest = next.get(schedule.name)
      if (soonest && Temporal.Instant.compare(now, soonest) < 0) continue
      const last = await lastScheduledRun(warehouse, schedule.name, now)
      for (const dueAt of dueScheduledRuns(schedule, last, now)) {
        const isMine = await warehouse.transaction(async (tx) => {
          if (!(await recordScheduledRun(tx, schedule.name, dueAt))) return false
          await queue.add([scheduledJob(schedule, dueAt)], tx)
          return true
        })
        if (isMine) onScheduled(schedule, dueAt)
      }
      next.set(schedule.name, nextScheduledRun(schedule, now))
    }
  }
}

/** Puts a night into the queue of listings, everything else into the queue of tasks. */
function scheduledJob({ name }: Schedule, dueAt: Temporal.Instant): EnqueuedJob {
  const enqueuedWork = { batch: `${name} ${isoInstant(dueAt)}`, size: 1 }
  return name === 'nightly'
    ? {
        queue: 'listings',
        job: { ...enqueuedWork, type: 'nightly', day: dayOf(dueAt) } satisfies QueueJob,
        priority: PRIORITY.nightly,
      }
    : {
        queue: 'publish',
        job: { ...enqueuedWork, type: 'task', task: name } satisfies QueueJob,
        priority: PRIORITY.publish,
      }
}
