import { storeCaptures } from '../src/load/captures/capture-store.ts'
import { describeError, WarehouseTrouble } from '../src/errors.ts'
import type { RowCounts } from '../src/load/records/derive-history.ts'
import { type Loaded, loadLot } from '../src/load/records/load-lot.ts'
import type { Capture, StoredCapture } from '../src/model/capture.ts'
import { retryConflicts } from '../src/load/warehouse/retry-conflicts.ts'
import { listingName } from '../src/model/listing.ts'
import type { Reading } from '../src/model/reading.ts'
import { beginStep, type Facts, inStep, measure, type Step } from '../src/telemetry.ts'
import { PARSER_VERSION, readCapture } from '../src/transform/read-capture.ts'
import type { JobContext } from './job-context.ts'
import { beginPartition } from './partition-steps.ts'
import { countReading, countRows, type Tally } from './tally.ts'

/** For whom a response is loaded. */
export interface Work {
  readonly runId: string
  readonly tally: Tally
  /** Fencing token of the run's lease on the listing; unset where the job takes none on. */
  readonly lease?: string | undefined
  /** The listing's step; unset where none is under way. */
  readonly partition?: Step | undefined
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
  /** What it says, where that is known already. */
  readonly reading?: Reading
  readonly lease?: string | undefined
  /** The listing's step; without it one is begun for the capture. */
  readonly partition?: Step | undefined
}

/** What was read from a capture, and whether its list was held back. */
export interface LoadedCapture {
  readonly reading: Reading
  readonly isHeldBack: boolean
  /** True when a newer parser had read it: that reading stays, and this one is counted nowhere. */
  readonly readByNewer: boolean
}

/**
 * Reads and loads captures that are in the store, in one lot. A lot that the database refuses is loaded one by one, so
 * that what is wrong with one capture costs only itself.
 *
 * @returns of each capture in turn what it was, or why it was not loaded
 */
export async function loadCaptures(
  context: Pick<JobContext, 'warehouse' | 'logger'>,
  { runId, tally }: Pick<Work, 'runId' | 'tally'>,
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
    const results = await loadRead(context, { runId, tally }, read)
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
  { runId, tally }: Pick<Work, 'runId' | 'tally'>,
  items: readonly Item[],
): Promise<readonly (LoadedCapture | Error)[]> {
  const { warehouse, logger } = context
  const steps = items.map(({ capture, partition }) =>
    partition.within(() => {
      const name = listingName(capture.listing)
      logger.debug({ step: 'load', listing: name }, `loading ${name}`)
      return beginStep('load', { ...factsOf(capture), 'paperboy.lot.size': items.length })
    }),
  )
  const loadedLot = async (lot: readonly Item[]) => {
    const { rows, items: loaded } = await retryConflicts(async () =>
      loadLot(warehouse, lot, { runId, parserVersion: PARSER_VERSION }),
    )
    countRows(tally, rows)
    measureRows(rows)
    return loaded
  }
  let loaded: readonly (Loaded | Error)[]
  try {
    loaded = await loadedLot(items)
  } catch (error) {
    if (items.length === 1 || error instanceof WarehouseTrouble) {
      for (const step of steps) step.end(error)
      throw error
    }
    logger.warn(
      { lists: items.length },
      `the lot was refused (${describeError(error)}); its ${items.length} lists are loaded one by one`,
    )
    loaded = await oneByOne(
      items,
      async (item) => (await loadedLot([item]))[0] ?? new Error('nothing was loaded'),
    )
  }
  return items.map(({ reading, capture, partition }, index) => {
    const each = loaded[index] ?? new Error('nothing was loaded')
    steps[index]?.end(each instanceof Error ? each : null)
    if (each instanceof Error) return each
    const { readByNewer } = each
    if (readByNewer) {
      tally.captures++
      partition.within(() => logReadByNewer(context, reading, capture.id))
    } else {
      countReading(tally, reading, each)
      measureReading(reading)
      partition.within(() => logLoaded(context, reading, each, capture.id))
    }
    return { reading, isHeldBack: each.heldBack !== null, readByNewer }
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

async function oneByOne<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<(Result | Error)[]> {
  const results: (Result | Error)[] = []
  for (const item of items) {
    try {
      results.push(await work(item))
    } catch (error) {
      if (!(error instanceof Error) || error instanceof WarehouseTrouble) throw error
      results.push(error)
    }
  }
  return results
}

/** Reads and loads one capture that is in the store. */
export async function loadStored(
  context: Pick<JobContext, 'warehouse' | 'logger'>,
  { runId, tally, lease, partition }: Work,
  capture: StoredCapture,
): Promise<Reading> {
  const [loaded] = await loadCaptures(context, { runId, tally }, [{ capture, lease, partition }])
  if (!loaded || loaded instanceof Error) throw loaded ?? new Error('nothing was loaded')
  return loaded.reading
}

function logReadByNewer(
  { logger }: Pick<JobContext, 'logger'>,
  { listing }: Reading,
  captureId: string,
): void {
  const name = listingName(listing)
  logger.warn(
    { listing: name, capture_id: captureId, parser: PARSER_VERSION },
    `${name}: a newer parser than ${PARSER_VERSION}, which is this version's, has read capture ${captureId}: what it read stays`,
  )
}

function logLoaded(
  context: Pick<JobContext, 'logger'>,
  reading: Reading,
  { heldBack, newDrift }: Exclude<Loaded, Error>,
  captureId: string,
): void {
  if (heldBack === null) logReading(context, reading, captureId)
  else logHeldBack(context, reading, heldBack, captureId)
  for (const { path, change, example, count } of newDrift) {
    const listing = listingName(reading.listing)
    context.logger.warn(
      { listing, path, change, example, count, capture_id: captureId },
      `${listing}: the pages have changed: ${DRIFT_WORDS[change]} ${path} (${count} entries), such as ${example}`,
    )
  }
}

const DRIFT_WORDS = { new: 'new key', missing: 'missing key', type: 'another type at' } as const

function logHeldBack(
  { logger }: Pick<JobContext, 'logger'>,
  { listing }: Reading,
  reason: string,
  captureId: string,
): void {
  const name = listingName(listing)
  logger.error(
    { listing: name, reason, capture_id: captureId },
    `${name}: not loaded: ${reason}. It is read again within the hour, and believed when it stays so for a day`,
  )
}

function logReading({ logger }: Pick<JobContext, 'logger'>, reading: Reading, captureId: string): void {
  const listing = listingName(reading.listing)
  switch (reading.outcome) {
    case 'listing': {
      const { era, rejections } = reading
      logger.info(
        { step: 'loaded', listing, era, entries: reading.entries.length, rejected: rejections.length },
        `loaded ${listing}`,
      )
      if (reading.layoutChange !== null) {
        logger.error(
          { listing, capture_id: captureId },
          `${listing}: the page has changed: ${reading.layoutChange}. What its cards show is loaded; its capture ` +
            `${captureId} is kept for a replay after a fix`,
        )
      }
      for (const { position, path, reason } of rejections) {
        logger.warn(
          { listing, position, path, reason, capture_id: captureId },
          `${listing}: entry ${position} in quarantine`,
        )
      }
      break
    }
    case 'text':
      logger.info(
        { listing, era: reading.era, entries: reading.unidentified.length },
        `loaded ${listing}: ${reading.unidentified.length} entries without ids`,
      )
      break
    case 'redirected':
      logger.info(
        { listing, found: reading.found },
        `${listing}: the site answered with ${reading.found}; nothing stored`,
      )
      break
    case 'refused':
      logger.warn(
        { listing, refusal: reading.refusal, capture_id: captureId },
        `${listing}: ${reading.reason}; what is known of it stays`,
      )
      break
    case 'unreadable':
      logger.error(
        { listing, reason: reading.reason, capture_id: captureId },
        `${listing}: the page has changed: ${reading.reason}. Its capture ${captureId} is kept: after a fix run ` +
          `"npx paperboy replay${reading.listing.kind === 'day' ? ` --from ${reading.listing.key} --to ${reading.listing.key}` : ''}"`,
      )
      break
  }
}
