import { enterFiring, lastFiring } from '../queue/firings.ts'
import type { Handed, Queue } from '../queue/open-queue.ts'
import { PRIORITY } from '../queue/queues.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import { dayOf, isoInstant } from '../../../model/day.ts'
import { firingsDue, nextFiring, type Schedule } from './firings-due.ts'
import type { Lot } from './lot.ts'

/** What one who holds schedules is given. */
export interface ScheduleKeeping {
  readonly warehouse: Warehouse
  readonly queue: Pick<Queue, 'add'>
  readonly schedules: readonly Schedule[]
  /** What time it is: on many machines by the clock of the database. */
  readonly now: (executor: Executor) => Promise<Temporal.Instant>
  readonly onFired?: (schedule: Schedule, dueAt: Temporal.Instant) => void
}

/**
 * Holds schedules: the function that comes back fires what is due when it is called. However many hold the same ones,
 * each firing is handed out once: its row and its lot are written in one transaction, and the row has a unique key.
 */
export function keepSchedules(keeping: ScheduleKeeping): () => Promise<void> {
  const { warehouse, queue, schedules, now: clock, onFired = () => undefined } = keeping
  const next = new Map<string, Temporal.Instant>()
  return async () => {
    const now = await clock(warehouse)
    for (const schedule of schedules) {
      const soonest = next.get(schedule.name)
      if (soonest && Temporal.Instant.compare(now, soonest) < 0) continue
      const last = await lastFiring(warehouse, schedule.name, now)
      for (const dueAt of firingsDue(schedule, last, now)) {
        const isMine = await warehouse.transaction(async (tx) => {
          if (!(await enterFiring(tx, schedule.name, dueAt))) return false
          await queue.add([firedLot(schedule, dueAt)], tx)
          return true
        })
        if (isMine) onFired(schedule, dueAt)
      }
      next.set(schedule.name, nextFiring(schedule, now))
    }
  }
}

/** A night is for the queue of listings, all else for that of tasks. */
function firedLot({ name }: Schedule, dueAt: Temporal.Instant): Handed {
  const handedOut = { batch: `${name} ${isoInstant(dueAt)}`, size: 1 }
  return name === 'nightly'
    ? {
        queue: 'listings',
        lot: { ...handedOut, job: 'nightly', day: dayOf(dueAt) } satisfies Lot,
        priority: PRIORITY.nightly,
      }
    : {
        queue: 'publish',
        lot: { ...handedOut, job: 'task', task: name } satisfies Lot,
        priority: PRIORITY.publish,
      }
}
