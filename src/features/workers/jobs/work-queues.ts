import { setTimeout as sleep } from 'node:timers/promises'
import { describeError, WarehouseTrouble, WarehouseUnavailable, WritesLost } from '../../../base/errors.ts'
import { databaseTime } from '../queue/firings.ts'
import { type Handed, openQueue, type Queue, type QueueOptions, type Taken } from '../queue/open-queue.ts'
import type { QueueName } from '../queue/queues.ts'
import { closeLostWorkers, closeWorker, type InHand, openWorker, renewWorker } from '../queue/worker-store.ts'
import { watchMigrations } from '../../../load/warehouse/require-migrated.ts'
import { isoInstant } from '../../../model/day.ts'
import { PARSER_VERSION } from '../../../transform/read-capture.ts'
import { doLot, type LotSettings, reasonFor } from './do-lot.ts'
import type { Schedule } from './firings-due.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import { keepSchedules } from './keep-schedules.ts'
import { describeLot, type Lot, parseLot, splitLot } from './lot.ts'
import { VERSION } from '../../../base/version.ts'

/** How a worker works. */
export interface WorkerOptions extends LotSettings, Pick<QueueOptions, 'tries' | 'retrySeconds'> {
  /** Lots in hand at once, at most. */
  readonly concurrency: number
  readonly queues: readonly QueueName[]
  /** What it fires at its times; null for nothing. */
  readonly schedules: readonly Schedule[] | null
  /** The rest between two looks into empty queues, in milliseconds. Default two seconds. */
  readonly pollMs?: number
  /** How often it says that it lives, and looks for others that do not. Default 30 seconds. */
  readonly heartbeatMs?: number
  /** What time it is for the schedules; default by the clock of the database. */
  readonly now?: () => Promise<Temporal.Instant>
}

/** What a worker did. */
export interface WorkerEnd {
  readonly lots: number
}

const POLL_MS = 2_000
const HEARTBEAT_MS = 30_000

/** Lots of one listing that failed in company rest before they are tried alone. */
const ALONE_SECONDS = 60

/**
 * Works off lots until the signal comes: always the first one, whichever queue it is in. What is in hand then is
 * finished up to the step in hand, and the rest goes back to its queue. It ends so too once the warehouse has tables of
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
      `the queue ${left} has lots for a newer parser than ${PARSER_VERSION}: this worker leaves it to newer ones; start it anew with their version`,
    )
  }
  const inHand = new Map<string, { taken: Taken; shown: InHand; end: Promise<void> }>()
  let lots = 0
  const start = { version: VERSION, queues, concurrency, schedules: schedules !== null }
  let id = await openWorker(warehouse, start)
  const say = async () => {
    const shown = { inHand: [...inHand.values()].map((each) => each.shown), lotsDone: lots }
    if (await renewWorker(warehouse, id, shown)) return
    id = await openWorker(warehouse, start)
    await renewWorker(warehouse, id, shown)
  }
  const fire =
    schedules === null
      ? null
      : keepSchedules({
          warehouse,
          queue,
          schedules,
          now: async (executor) => (now ? now() : databaseTime(executor)),
          onFired: ({ name }, dueAt) =>
            logger.info({ schedule: name, due: isoInstant(dueAt) }, `fired ${name} of ${isoInstant(dueAt)}`),
        })
  let told = 0
  const beat = async () => {
    await requireKnown()
    await say()
    // A lot by itself tells nobody; all that were done since the last look are told at once.
    if (lots > told) {
      told = lots
      for (const observer of context.observers ?? []) await observer.changed?.(context)
    }
    await queue.touch([...inHand.values()].map(({ taken }) => taken))
    await takeBack(context, queue)
    await fire?.()
  }
  logger.info(
    { worker: id, queues, concurrency },
    `worker ${id} takes lots from ${queues.join(', ')}, ${concurrency} at once${schedules === null ? '' : ', and holds the schedules'}`,
  )
  // What goes wrong with the database for a while must not end a worker: the next look finds it well again.
  const patiently = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      // What a lot wrote and is lost ends that lot's run, which tells it.
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
        logger.error({ lot: taken.id }, `the lot ${taken.id} could not be settled: ${describeError(error)}`)
      })
      .finally(() => {
        inHand.delete(taken.id)
        lots++
      })
    inHand.set(taken.id, { taken, shown: { ...shown, since: isoInstant(context.clock.now()) }, end })
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
        inHand.size < concurrency ? await patiently(async () => takeFirst(queue, queues, requireKnown)) : null
      if (taken) {
        begin(taken)
        await patiently(say)
        continue
      }
      const rest = new AbortController()
      const over = AbortSignal.any([signal, rest.signal])
      await Promise.race([
        sleep(pollMs, undefined, { signal: over }).catch(() => undefined),
        ...[...inHand.values()].map(({ end }) => end),
      ])
      rest.abort()
    }
    if (inHand.size > 0)
      logger.info({ lots: inHand.size }, `worker ${id} ends after the ${inHand.size} lots in hand`)
    await Promise.all([...inHand.values()].map(({ end }) => end))
    return { lots }
  } finally {
    ending.abort()
    clearInterval(heartbeat)
    await beating
    await Promise.all([...inHand.values()].map(({ end }) => end))
    await patiently(async () => closeWorker(warehouse, id, lots)).catch(() => null)
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

/** Gives back the lots of workers that are gone. */
async function takeBack({ warehouse, logger }: JobContext, queue: Queue): Promise<void> {
  for (const lost of await closeLostWorkers(warehouse)) {
    const who = `worker ${lost.id} (${lost.host}, process ${lost.pid})`
    logger.warn(
      { worker: lost.id, lots: lost.in_hand.length },
      `${who} ended without a word: its ${lost.in_hand.length} lots go back`,
    )
    await queue.giveBack(lost.in_hand, `${who} ended without a word while it had the lot in hand`)
  }
}

interface Settling {
  readonly context: JobContext
  readonly options: WorkerOptions
  readonly queue: Queue
  /** Throws once the warehouse has tables of a newer version. */
  readonly requireKnown: () => Promise<void>
  /** Takes no more lots from a queue. */
  readonly leaveToNewer: (queue: QueueName) => void
}

/** Does a lot and tells the queue what came of it. */
async function settle(settling: Settling, taken: Taken): Promise<void> {
  const { context, options, queue, leaveToNewer } = settling
  const { logger } = context
  const { queue: name, priority } = taken
  const more = (lot: Lot, afterSeconds: number): Handed => ({ queue: name, lot, priority, afterSeconds })
  const alone = (lots: readonly Lot[]) => lots.map((lot) => more(lot, options.retrySeconds ?? ALONE_SECONDS))
  let lot: Lot | null = null
  try {
    lot = parseLot(taken.lot)
    if (lot.job === 'replay' && (lot.parser ?? 0) > PARSER_VERSION) {
      leaveToNewer(name)
      await queue.done(taken, { counts: {} }, [more(lot, 0)])
      return
    }
    logger.info({ lot: taken.id, queue: name }, `took ${describeLot(lot)}`)
    const { counts, left, failed } = await doLot(context, options, lot)
    const smaller = failed === null ? null : partsOf(lot, failed.lot)
    const rest = left ? [more(left.lot, left.afterSeconds)] : []
    if (failed && smaller === null) {
      logger.error({ lot: taken.id, queue: name }, `${describeLot(failed.lot)} failed: ${failed.reason}`)
      await queue.fail(taken, failed.reason)
    } else if (!(await queue.done(taken, { counts }, [...rest, ...alone(smaller ?? [])])))
      logger.warn({ lot: taken.id }, `${describeLot(lot)} had gone to another worker`)
  } catch (error) {
    const smaller = lot ? splitLot(lot) : null
    const reason = lot ? reasonFor(lot, error) : describeError(error)
    logger.error({ lot: taken.id, queue: name, err: error }, `${whatOf(taken)} failed: ${reason}`)
    // What in it fails is found by trying its parts; a database that was away says nothing of them, nor do newer tables.
    if (error instanceof WarehouseTrouble || error instanceof WritesLost) await queue.fail(taken, reason)
    else if (lot && (await isOutdated(settling))) await queue.done(taken, { counts: {} }, [more(lot, 0)])
    else if (smaller === null) await queue.fail(taken, reason)
    else await queue.done(taken, { counts: {} }, alone(smaller))
  }
}

/** True once the warehouse has tables of a newer version: then what fails is no fault of the lot. */
async function isOutdated({ requireKnown }: Settling): Promise<boolean> {
  try {
    await requireKnown()
    return false
  } catch (error) {
    return error instanceof WarehouseUnavailable
  }
}

/** What failed of a lot, in lots of its own; null when it is a lot that can't be divided. */
function partsOf(lot: Lot, failed: Lot): readonly Lot[] | null {
  return splitLot(failed) ?? (failed.size < lot.size ? [failed] : null)
}

function whatOf({ lot }: Taken): string {
  try {
    return describeLot(parseLot(lot))
  } catch {
    return 'a lot of another version'
  }
}
