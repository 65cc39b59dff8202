import { storeCapture } from '../src/load/captures/capture-store.ts'
import { loadReading } from '../src/load/records/load-reading.ts'
import type { Capture, StoredCapture } from '../src/model/capture.ts'
import { retryConflicts } from '../src/load/warehouse/retry-conflicts.ts'
import { listingName } from '../src/model/listing.ts'
import type { Reading } from '../src/model/reading.ts'
import { PARSER_VERSION, readCapture } from '../src/transform/read-capture.ts'
import type { JobContext } from './job-context.ts'
import { countReading, type Tally } from './tally.ts'

/** For whom a response is loaded. */
export interface Work {
  readonly runId: string
  readonly tally: Tally
  /** Fencing token of the run's lease on the listing; unset where the job takes none on. */
  readonly lease?: string | undefined
}

/** Takes a response all the way: stored, then read, then loaded. */
export async function ingest(context: JobContext, work: Work, capture: Capture): Promise<Reading> {
  return loadStored(context, work, await keep(context, work.runId, capture))
}

/** Stores a response, before anything looks inside it. */
export async function keep(
  { warehouse, logger }: Pick<JobContext, 'warehouse' | 'logger'>,
  runId: string,
  capture: Capture,
): Promise<StoredCapture> {
  const stored = await storeCapture(warehouse, capture, runId)
  const listing = listingName(capture.listing)
  logger.debug({ step: 'capture', listing, captureId: stored.id }, `stored the response of ${listing}`)
  return stored
}

/** Reads and loads a capture that is in the store. */
export async function loadStored(
  context: Pick<JobContext, 'warehouse' | 'logger'>,
  { runId, tally, lease }: Work,
  capture: StoredCapture,
): Promise<Reading> {
  const reading = readCapture(capture)
  const name = listingName(capture.listing)
  context.logger.debug({ step: 'load', listing: name }, `loading ${name}`)
  const { rows, heldBack, newDrift } = await retryConflicts(async () =>
    loadReading(context.warehouse, reading, {
      capture,
      runId,
      parserVersion: PARSER_VERSION,
      lease,
    }),
  )
  countReading(tally, reading, { rows, heldBack, newDrift })
  if (heldBack === null) logReading(context, reading, rows, capture.id)
  else logHeldBack(context, reading, heldBack, capture.id)
  for (const { path, change, example, count } of newDrift) {
    context.logger.warn(
      { listing: listingName(reading.listing), path, change, example, count, captureId: capture.id },
      `${listingName(reading.listing)}: the pages have changed: ${DRIFT_WORDS[change]} ${path} (${count} entries), such as ${example}`,
    )
  }
  return reading
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
    { listing: name, reason, captureId },
    `${name}: not loaded: ${reason}. It is read again within the hour, and believed when it stays so for a day`,
  )
}

function logReading(
  { logger }: Pick<JobContext, 'logger'>,
  reading: Reading,
  rows: object,
  captureId: string,
): void {
  const listing = listingName(reading.listing)
  switch (reading.outcome) {
    case 'listing': {
      const { era, rejections } = reading
      logger.info(
        { step: 'loaded', listing, era, entries: reading.entries.length, rejected: rejections.length, rows },
        `loaded ${listing}`,
      )
      if (reading.layoutChange !== null) {
        logger.error(
          { listing, captureId },
          `${listing}: the page has changed: ${reading.layoutChange}. What its cards show is loaded; its capture ` +
            `${captureId} is kept for a replay after a fix`,
        )
      }
      for (const { position, path, reason } of rejections) {
        logger.warn(
          { listing, position, path, reason, captureId },
          `${listing}: entry ${position} in quarantine`,
        )
      }
      break
    }
    case 'text':
      logger.info(
        { listing, era: reading.era, entries: reading.unidentified.length, rows },
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
        { listing, refusal: reading.refusal, captureId },
        `${listing}: ${reading.reason}; what is known of it stays`,
      )
      break
    case 'unreadable':
      logger.error(
        { listing, reason: reading.reason, captureId },
        `${listing}: the page has changed: ${reading.reason}. Its capture ${captureId} is kept: after a fix run ` +
          `"npx paperboy replay${reading.listing.kind === 'day' ? ` --from ${reading.listing.key} --to ${reading.listing.key}` : ''}"`,
      )
      break
  }
}
