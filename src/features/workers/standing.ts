import { plural } from '../../model/plural.ts'
import { sql } from '../../base/sql.ts'
import { minute } from '../../commands/status-text.ts'
import type { Standing } from '../../feature.ts'
import type { Executor } from '../../load/warehouse/executor.ts'
import { iso } from '../../load/warehouse/sql-text.ts'
import { type QueueCount, queueCounts } from './queue/queue-counts.ts'
import type { QueueName } from './queue/queues.ts'
import type { ActiveJob } from './queue/worker-store.ts'

/** A worker that has not ended. */
export interface WorkerRow extends Record<string, unknown> {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly since: string
  readonly seen_at: string
  /** False when it has been silent for so long that other workers take over its jobs. */
  readonly alive: boolean
  readonly queues: readonly QueueName[]
  readonly schedules: boolean
  readonly active: readonly ActiveJob[]
  readonly jobs_done: number
}

/** Collects the workers and the state of the queues. */
export async function workersStanding(executor: Executor): Promise<Standing> {
  const workers = await workersNow(executor)
  const queues = await queueCounts(executor)
  const alive = workers.filter((worker) => worker.alive)
  const jobs = alive.reduce((sum, { active }) => sum + active.length, 0)
  return {
    values: { workers, queues },
    text: workersText(workers, queues),
    health: { workers: { alive: alive.length, jobs_active: jobs }, queues },
    gauges: [
      {
        name: 'workers',
        help: 'Workers that run queued jobs now.',
        values: [{ value: alive.length }],
      },
      {
        name: 'queue_jobs',
        help: 'Jobs of the queues, by queue and state.',
        values: queues.flatMap(({ queue, waiting, delayed, active, failed }) =>
          Object.entries({ waiting, delayed, active, failed }).map(([state, value]) => ({
            labels: { queue, state },
            value,
          })),
        ),
      },
    ],
  }
}

async function workersNow(executor: Executor): Promise<WorkerRow[]> {
  return executor.rows<WorkerRow>(sql`
    select id::text, host, pid, ${iso('since')} as since, ${iso('seen_at')} as seen_at,
      alive_until >= clock_timestamp() as alive, to_json(queues) as queues, schedules, active, jobs_done
    from workers where ended_at is null order by workers.id`)
}

/** Describes the workers and the queues; empty if nothing was ever enqueued. */
function workersText(workers: readonly WorkerRow[], queues: readonly QueueCount[]): string {
  const told = workers.map(
    ({ id, host, pid, since, seen_at: seenAt, alive, schedules, active: jobs, jobs_done: done }) => {
      const who = `Worker ${id} (${host}, process ${pid}, since ${minute(since)}${schedules ? ', keeps the schedules' : ''})`
      if (!alive) return `${who} has been silent since ${minute(seenAt)}: other workers take over its jobs.`
      const doing = jobs.length === 0 ? 'waits' : `runs ${jobs.map(({ what }) => what).join('; ')}`
      return `${who} ${doing}; ${plural(done, 'job')} finished.`
    },
  )
  const waiting = queues.flatMap(({ queue, waiting, delayed, active, failed, paused_since: paused }) => {
    const parts = [
      waiting + delayed > 0 && `${waiting + delayed} waiting`,
      active > 0 && `${active} active`,
      failed > 0 && `${failed} failed for good`,
      paused !== null && 'paused',
    ].filter((part) => part !== false)
    return parts.length === 0 ? [] : [`${queue}: ${parts.join(', ')}`]
  })
  if (waiting.length > 0) told.push(`Jobs in the queues: ${waiting.join('; ')}. More: npx paperboy queue`)
  if (workers.length === 0 && queues.some(({ waiting }) => waiting > 0))
    told.push('No worker is running. Start one: npx paperboy worker')
  return told.join('\n')
}
