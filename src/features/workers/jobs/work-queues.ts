import { setTimeout as sleep } from 'node:timers/promises'
import { describeError, WarehouseTrouble, WarehouseUnavailable, WritesLost } from '../../../base/errors.ts'
import { databaseTime } from '../queue/scheduled-runs.ts'
import {
  type EnqueuedJob,
  openQueue,
  type Queue,
  type QueueOptions,
  type Taken,
} from '../queue/open-queue.ts'
import type { QueueName } from '../queue/queues.ts'
import {
  closeLostWorkers,
  closeWorker,
  type ActiveJob,
  openWorker,
  renewWorker,
} from '../queue/worker-store.ts'
import { watchMigrations } from '../../../load/warehouse/require-migrated.ts'
import { isoInstant } from '../../../model/day.ts'
import { PARSER_VERSION } from '../../../transform/read-capture.ts'
import { doJob, type JobSettings, reasonFor } from './do-job.ts'
import type { Schedule } from './due-scheduled-runs.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import { keepSchedules } from './keep-schedules.ts'
import { describeJob, type QueueJob, parseJob, splitJob } from './queue-job.ts'
import { VERSION } from '../../../base/version.ts'

/** Options of a worker. */
export interface WorkerOptions extends JobSettings, Pick<QueueOptions, 'tries' | 'retrySeconds'> {
  /** Maximum number of jobs that run at once. */
  readonly concurrency: number
  readonly queues: readonly QueueName[]
  /** Schedules that it keeps; null for none. */
  readonly schedules: readonly Schedule[] | null
  /** Interval between polls of empty queues, in milliseconds. Default two seconds. */
  readonly pollMs?: number
  /** Interval of its heartbeat, and of its search for lost workers. Default 30 seconds. */
  readonly heartbeatMs?: number
  /** The current time for the schedules; by default from the clock of the database. */
  readonly now?: () => Promise<Temporal.Instant>
}

/** Work that a worker did. */
export interface WorkerEnd {
  readonly jobs: number
}

const POLL_MS = 2_000
const HEARTBEAT_MS = 30_000

/** Delay of a listing that failed together with others, before it is tried alone. */
const ALONE_SECONDS = 60

/**
 * Runs jobs until the signal aborts: always the first one, whichever queue it is in. Active jobs are then
 * finished up to their current step, and the rest goes back to its queue. It also ends once the warehouse has tables of
 * a newer version.
 *
 * @throws {WarehouseUnavailable} when a newer version has migrated the warehouse
 */
export async function workQueues(around: JobContext, options: WorkerOptions): Promise<WorkerEnd> {
  const ending = new AbortController()
  const signal = AbortSignal.any([around.signal, ending.signal])
  const context = { ...around, signal }
  const { warehouse, logger } = context
  const { concurrency, schedules, pollMs = POLL_MS, heartbeatMs = HEARTBEAT_MS } = options
  const { tries, retrySeconds, now } = options
  const onTrouble = (sentence: string) => logger.warn(sentence)
  const queue = await openQueue(warehouse, {
    supervise: true,
    onTrouble,
    ...(tries === undefined ? {} : { tries }),
    ...(retrySeconds === undefined ? {} : { retrySeconds }),
  })
  const requireKnown = watchMigrations(warehouse)
  let queues = options.queues
  const leaveToNewer = (left: QueueName) => {
    queues = queues.filter((each) => each !== left)
    logger.warn(
      { queue: left, parser: PARSER_VERSION },
      `the queue ${left} has jobs for a newer parser than ${PARSER_VERSION}: this worker leaves it to newer ones; restart it with their version`,
    )
  }
  const active = new Map<string, { taken: Taken; shown: ActiveJob; end: Promise<void> }>()
  let jobs = 0
  const start = { version: VERSION, queues, concurrency, schedules: schedules !== null }
  let id = await openWorker(warehouse, start)
  const tell = async () => {
    const shown = { active: [...active.values()].map((each) => each.shown), jobsDone: jobs }
    if (await renewWorker(warehouse, id, shown)) return
    id = await openWorker(warehouse, start)
    await renewWorker(warehouse, id, shown)
  }
  let said = Promise.resolve()
  // One after another: two at once that find the row gone would each make one.
  const say = async () => {
    said = said.catch(() => undefined).then(tell)
    return said
  }
  const fire =
    schedules === null
      ? null
      : keepSchedules({
          warehouse,
          queue,
          schedules,
          now: async (executor) => (now ? now() : databaseTime(executor)),
          onScheduled: ({ name }, dueAt) =>
            logger.info(
              { schedule: name, due: isoInstant(dueAt) },
              `enqueued ${name} of ${isoInstant(dueAt)}`,
            ),
        })
  let told = 0
  const beat = async () => {
    await requireKnown()
    await say()
    // A single job notifies nobody; all jobs done since the last check are reported together.
    if (jobs > told) {
      told = jobs
      for (const observer of context.observers ?? []) await observer.changed?.(context)
    }
    await queue.touch([...active.values()].map(({ taken }) => taken))
    await takeBack(context, queue)
    await fire?.()
  }
  logger.info(
    { worker: id, queues, concurrency },
    `worker ${id} runs jobs of ${queues.join(', ')}, ${concurrency} at once${schedules === null ? '' : ', and keeps the schedules'}`,
  )
  // A database that fails for a while must not end a worker: the next poll finds it well again.
  const patiently = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      // A lost write of a job ends that job's run, which reports it.
      const passes = (error instanceof WarehouseTrouble && error.retryable) || error instanceof WritesLost
      if (!passes) throw error
      logger.warn({ code: error.code }, describeError(error))
      return null
    }
  }
  const begin = (taken: Taken) => {
    const shown = { queue: taken.queue, id: taken.id, attempt: taken.attempt, what: whatOf(taken) }
    const end = settle({ context, options, queue, requireKnown, leaveToNewer }, taken)
      .catch((error: unknown) => {
        logger.error({ job: taken.id }, `the job ${taken.id} could not be settled: ${describeError(error)}`)
      })
      .finally(() => {
        active.delete(taken.id)
        jobs++
      })
    active.set(taken.id, { taken, shown: { ...shown, since: isoInstant(context.clock.now()) }, end })
  }
  let failure: unknown = null
  let beating: Promise<unknown> = Promise.resolve()
  const heartbeat = setInterval(() => {
    beating = patiently(beat).catch((error: unknown) => {
      failure ??= error
    })
  }, heartbeatMs)
  try {
    await patiently(beat)
    while (!signal.aborted) {
      if (failure !== null) throw failure
      const taken =
        active.size < concurrency ? await patiently(async () => takeFirst(queue, queues, requireKnown)) : null
      if (taken) {
        begin(taken)
        await patiently(say)
        continue
      }
      const rest = new AbortController()
      const over = AbortSignal.any([signal, rest.signal])
      await Promise.race([
        sleep(pollMs, undefined, { signal: over }).catch(() => undefined),
        ...[...active.values()].map(({ end }) => end),
      ])
      rest.abort()
    }
    if (active.size > 0)
      logger.info(
        { jobs: active.size },
        `worker ${id} ends after ${active.size} active ${active.size === 1 ? 'job' : 'jobs'}`,
      )
    await Promise.all([...active.values()].map(({ end }) => end))
    return { jobs }
  } finally {
    ending.abort()
    clearInterval(heartbeat)
    await beating
    await Promise.all([...active.values()].map(({ end }) => end))
    await patiently(async () => closeWorker(warehouse, id, jobs)).catch(() => null)
    await queue.close()
  }
}

async function takeFirst(
  queue: Queue,
  queues: readonly QueueName[],
  requireKnown: () => Promise<void>,
): Promise<Taken | null> {
  const ready = await queue.ready(queues)
  if (ready.length > 0) await requireKnown()
  for (const name of ready) {
    const taken = await queue.take(name)
    if (taken) return taken
  }
  return null
}

/** Requeues the jobs of lost workers. */
async function takeBack({ warehouse, logger }: JobContext, queue: Queue): Promise<void> {
  for (const lost of await closeLostWorkers(warehouse)) {
    const who = `worker ${lost.id} (${lost.host}, process ${lost.pid})`
    logger.warn(
      { worker: lost.id, jobs: lost.active.length },
      `${who} was lost: its ${lost.active.length === 1 ? '1 job goes' : `${lost.active.length} jobs go`} back`,
    )
    await queue.giveBack(lost.active, `${who} was lost while it ran the job`)
  }
}

interface Settling {
  readonly context: JobContext
  readonly options: WorkerOptions
  readonly queue: Queue
  /** Throws once the warehouse has tables of a newer version. */
  readonly requireKnown: () => Promise<void>
  /** Leaves the jobs of a queue to newer workers. */
  readonly leaveToNewer: (queue: QueueName) => void
}

/** Runs a job and reports its result to the queue. */
async function settle(settling: Settling, taken: Taken): Promise<void> {
  const { context, options, queue, leaveToNewer } = settling
  const { logger } = context
  const { queue: name, priority } = taken
  const more = (job: QueueJob, afterSeconds: number): EnqueuedJob => ({
    queue: name,
    job,
    priority,
    afterSeconds,
  })
  const alone = (jobs: readonly QueueJob[]) =>
    jobs.map((job) => more(job, options.retrySeconds ?? ALONE_SECONDS))
  let job: QueueJob | null = null
  try {
    job = parseJob(taken.job)
    if (job.type === 'replay' && (job.parser ?? 0) > PARSER_VERSION) {
      leaveToNewer(name)
      await queue.done(taken, { counts: {} }, [more(job, 0)])
      return
    }
    logger.info({ job: taken.id, queue: name }, `took ${describeJob(job)}`)
    const { counts, left, failed } = await doJob(context, options, job)
    const smaller = failed === null ? null : partsOf(job, failed.job)
    const rest = left ? [more(left.job, left.afterSeconds)] : []
    if (failed && smaller === null) {
      logger.error({ job: taken.id, queue: name }, `${describeJob(failed.job)} failed: ${failed.reason}`)
      await queue.fail(taken, failed.reason)
    } else if (!(await queue.done(taken, { counts }, [...rest, ...alone(smaller ?? [])])))
      logger.warn({ job: taken.id }, `${describeJob(job)} was taken over by another worker`)
  } catch (error) {
    const smaller = job ? splitJob(job) : null
    const reason = job ? reasonFor(job, error) : describeError(error)
    logger.error({ job: taken.id, queue: name, err: error }, `${whatOf(taken)} failed: ${reason}`)
    // Trying the parts finds the one that fails; an unreachable database or newer tables say nothing about them.
    if (error instanceof WarehouseTrouble || error instanceof WritesLost) await queue.fail(taken, reason)
    else if (job && (await isOutdated(settling))) await queue.done(taken, { counts: {} }, [more(job, 0)])
    else if (smaller === null) await queue.fail(taken, reason)
    else await queue.done(taken, { counts: {} }, alone(smaller))
  }
}

/** True once the warehouse has tables of a newer version: then a failure is not the job's fault. */
async function isOutdated({ requireKnown }: Settling): Promise<boolean> {
  try {
    await requireKnown()
    return false
  } catch (error) {
    return error instanceof WarehouseUnavailable
  }
}

/** Splits the failed part of a job into jobs; null when it can't be split. */
function partsOf(job: QueueJob, failed: QueueJob): readonly QueueJob[] | null {
  return splitJob(failed) ?? (failed.size < job.size ? [failed] : null)
}

function whatOf({ job }: Taken): string {
  try {
    return describeJob(parseJob(job))
  } catch {
    return 'a job of another version'
  }
}
