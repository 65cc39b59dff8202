import { storeCaptures } from '../../src/load/captures/capture-store.ts'
import { describeError } from '../../src/base/errors.ts'
import type { RowCounts } from '../../src/load/history/derive-history.ts'
import { isRefusal, loadAlone } from '../../src/load/history/isolate-refused.ts'
import type { NewReading } from '../../src/load/history/reading-log.ts'
import type { TextIndexer } from '../../src/load/history/text-indexer.ts'
import { loadBatch, type BatchLoaded } from '../../src/load/history/load-batch.ts'
import type { Capture, StoredCapture } from '../../src/model/capture.ts'
import { retryConflicts } from '../../src/load/warehouse/retry-conflicts.ts'
import { listingName } from '../../src/model/listing.ts'
import type { Reading } from '../../src/model/reading.ts'
import { beginStep, type Facts, inStep, measure, type Step } from '../../src/base/telemetry.ts'
import { PARSER_VERSION, readCapture } from '../../src/transform/read-capture.ts'
import type { JobContext } from '../run/job-context.ts'
import { beginPartition } from '../collect/partition-steps.ts'
import { logLoaded, logReadByNewer } from './log-loaded.ts'
import { countReading, countRows, type RunCounts } from '../run/run-counts.ts'

/** For whom a response is loaded. */
export interface Work {
  readonly runId: string
  readonly runCounts: RunCounts
  /** Fencing token of the run's lease on the listing; unset where the job takes none on. */
  readonly lease?: string | undefined
  /** The listing's step; unset where none is under way. */
  readonly partition?: Step | undefined
  /** Builds the full text of new papers beside the loads; unset where that is a part of them. */
  readonly indexer?: TextIndexer | undefined
}

/** Takes a response all the way: stored, then read, then loaded. */
export async function ingest(context: JobContext, work: Work, capture: Capture): Promise<Reading> {
  return loadStored(context, work, await keep(context, work.runId, capture))
}

/** Stores a response, before anything looks inside it. */
export async function keep(context: Store, runId: string, capture: Capture): Promise<StoredCapture> {
  const [stored] = await keepAll(context, runId, [capture])
  if (!stored) throw new Error(`the response of ${listingName(capture.listing)} was not stored`)
  return stored
}

type Store = Pick<JobContext, 'warehouse' | 'logger'>

/** Stores responses, before anything looks inside them. */
export async function keepAll(
  { warehouse, logger }: Store,
  runId: string,
  captures: readonly Capture[],
): Promise<StoredCapture[]> {
  const stored = await storeCaptures(warehouse, captures, runId)
  for (const { id, listing } of stored) {
    const name = listingName(listing)
    logger.debug({ step: 'capture', listing: name, capture_id: id }, `stored the response of ${name}`)
  }
  return stored
}

/** Reads a capture, as a step of its own. */
export async function parse(capture: StoredCapture): Promise<Reading> {
  return inStep('parse', factsOf(capture), (step) => {
    const reading = readCapture(capture)
    step.note({
      'paperboy.outcome': reading.outcome,
      ...('era' in reading ? { 'paperboy.era': reading.era } : {}),
      ...(reading.outcome === 'listing' ? { 'paperboy.entries': reading.entries.length } : {}),
    })
    if (reading.outcome === 'unreadable') step.end(reading.outcome)
    return reading
  })
}

function factsOf({ id, listing }: StoredCapture): Facts {
  return { 'paperboy.listing': listingName(listing), 'paperboy.capture.id': id }
}

/** A capture that is in the store, and the lease under which it is loaded. */
export interface ToLoad {
  readonly capture: StoredCapture
  /** What it says, where that is known already; the body is not needed then. */
  readonly reading?: Reading
  /** What the log is to hold of that, where it was made already. */
  readonly logged?: NewReading | null
  readonly lease?: string | undefined
  /** The listing's step; without it one is begun for the capture. */
  readonly partition?: Step | undefined
}

/** What was read from a capture, and whether its list was put on hold. */
export interface LoadedCapture {
  readonly reading: Reading
  readonly isOnHold: boolean
  /** True when a newer parser had read it: that reading stays, and this one is counted nowhere. */
  readonly readByNewer: boolean
}

/**
 * Reads and loads captures that are in the store, in one batch. A batch that the database refuses is loaded one by one, and
 * of a capture that it refuses the entries that it takes, so that a bad value costs only its own entry.
 *
 * @returns of each capture in turn what it was, or why it was not loaded
 */
export async function loadCaptures(
  context: Pick<JobContext, 'warehouse' | 'logger'>,
  { runId, runCounts, indexer }: Pick<Work, 'runId' | 'runCounts' | 'indexer'>,
  captures: readonly ToLoad[],
): Promise<readonly (LoadedCapture | Error)[]> {
  const items = captures.map((each) => ({
    ...each,
    partition: each.partition ?? beginPartition(each.capture.listing, runId),
  }))
  /** Ends the steps that were begun here. */
  const end = (problemOf: (index: number) => unknown) => {
    for (const [index, { partition }] of items.entries())
      if (captures[index]?.partition === undefined) partition.end(problemOf(index))
  }
  try {
    const read: Item[] = []
    for (const item of items) {
      const { capture, partition } = item
      read.push({
        ...item,
        reading: item.reading ?? (await partition.within(async () => parse(capture))),
      })
    }
    const results = await loadRead(context, { runId, runCounts, indexer }, read)
    end((index) => (results[index] instanceof Error ? results[index] : null))
    return results
  } catch (error) {
    end(() => error)
    throw error
  }
}

/** A capture that was read, inside the step of its listing. */
interface Item extends ToLoad {
  readonly reading: Reading
  readonly partition: Step
}

async function loadRead(
  context: Pick<JobContext, 'warehouse' | 'logger'>,
  { runId, runCounts, indexer }: Pick<Work, 'runId' | 'runCounts' | 'indexer'>,
  read: readonly Item[],
): Promise<readonly (LoadedCapture | Error)[]> {
  const { warehouse, logger } = context
  const items = read.map((item) => ({
    ...item,
    step: item.partition.within(() => {
      const name = listingName(item.capture.listing)
      logger.debug({ step: 'load', listing: name }, `loading ${name}`)
      return beginStep('load', { ...factsOf(item.capture), 'paperboy.batch.size': read.length })
    }),
  }))
  const options = { runId, parserVersion: PARSER_VERSION, indexer }
  const count = ({ rows }: BatchLoaded) => {
    countRows(runCounts, rows)
    measureRows(rows)
  }
  const together = async () => {
    const loaded = await retryConflicts(async () => loadBatch(warehouse, items, options))
    count(loaded)
    return items.flatMap((item, index) => {
      const result = loaded.items[index]
      return result ? [{ ...item, result }] : []
    })
  }
  const alone = async (item: (typeof items)[number]) => {
    const name = listingName(item.capture.listing)
    const loaded = await loadAlone(warehouse, item, options, (refusal) =>
      logger.warn(
        { listing: name, capture_id: item.capture.id },
        `${name}: the warehouse refuses capture ${item.capture.id} as a whole (${describeError(refusal)}); its entries are tried apart`,
      ),
    )
    count(loaded)
    return loaded.items.map((result) => ({ ...item, reading: loaded.reading, result }))
  }
  let done: Awaited<ReturnType<typeof together>>
  try {
    done = await together().catch(async (error: unknown) => {
      if (!isRefusal(error)) throw error
      if (items.length > 1)
        logger.warn(
          { lists: items.length },
          `the batch was refused (${describeError(error)}); its ${items.length} lists are loaded one by one`,
        )
      const each: Awaited<ReturnType<typeof alone>> = []
      for (const item of items) each.push(...(await alone(item)))
      return each
    })
  } catch (error) {
    for (const { step } of items) step.end(error)
    throw error
  }
  return done.map(({ reading, capture, partition, step, result }) => {
    step.end(result instanceof Error ? result : null)
    if (result instanceof Error) return result
    const { readByNewer } = result
    if (readByNewer) {
      runCounts.captures++
      partition.within(() => logReadByNewer(logger, reading, capture.id))
    } else {
      countReading(runCounts, reading, result)
      measureReading(reading)
      partition.within(() => logLoaded(logger, reading, result, capture.id))
    }
    return { reading, isOnHold: result.onHold !== null, readByNewer }
  })
}

function measureRows(rows: RowCounts): void {
  for (const [table, count] of Object.entries(rows))
    if (count > 0) measure('paperboy.records', count, { 'paperboy.table': table })
}

function measureReading(reading: Reading): void {
  measure('paperboy.captures', 1, { 'paperboy.outcome': reading.outcome })
  if (reading.outcome !== 'listing') return
  const { entries, rejections } = reading
  for (const [outcome, count] of Object.entries({ read: entries.length, quarantined: rejections.length }))
    if (count > 0) measure('paperboy.entries', count, { 'paperboy.outcome': outcome })
}

/** Reads and loads one capture that is in the store. */
export async function loadStored(
  context: Pick<JobContext, 'warehouse' | 'logger'>,
  { runId, runCounts, lease, partition }: Work,
  capture: StoredCapture,
): Promise<Reading> {
  const [loaded] = await loadCaptures(context, { runId, runCounts }, [{ capture, lease, partition }])
  if (!loaded || loaded instanceof Error) throw loaded ?? new Error('nothing was loaded')
  return loaded.reading
}
