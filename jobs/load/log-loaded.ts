import type { Loaded } from '../../src/load/history/load-batch.ts'
import { listingName } from '../../src/model/listing.ts'
import type { Reading } from '../../src/model/reading.ts'
import { PARSER_VERSION } from '../../src/transform/read-capture.ts'
import type { JobContext } from '../run/job-context.ts'

type Logger = JobContext['logger']

/** Tells of a capture that a newer parser has read. */
export function logReadByNewer(logger: Logger, { listing }: Reading, captureId: string): void {
  const name = listingName(listing)
  logger.warn(
    { listing: name, capture_id: captureId, parser: PARSER_VERSION },
    `${name}: a newer parser than ${PARSER_VERSION}, which is this version's, has read capture ${captureId}: what it read stays`,
  )
}

/** Tells what came of a capture that was loaded, and what is new about the pages. */
export function logLoaded(
  logger: Logger,
  reading: Reading,
  { onHold, newDrift, endedDrift, isAwaited }: Exclude<Loaded, Error>,
  captureId: string,
): void {
  if (onHold === null) logReading(logger, reading, captureId, isAwaited)
  else logOnHold(logger, reading, onHold, captureId)
  for (const { path, change, example, count } of newDrift) {
    const listing = listingName(reading.listing)
    logger.warn(
      { listing, path, change, example, count, capture_id: captureId },
      `${listing}: the pages have changed: ${DRIFT_WORDS[change]} ${path} (${count} entries), such as ${example}`,
    )
  }
  for (const { path, change, endedOn, count } of endedDrift) {
    logger.info(
      { path, change, ended_on: endedOn, count },
      `the pages are as known again since the list of ${endedOn}: ${DRIFT_WORDS[change]} ${path} is over (${count} entries)`,
    )
  }
}

/** Said once: further nights ask in silence. */
const ASKED_AGAIN = '. It is asked for again as long as it is followed'

const DRIFT_WORDS = { new: 'new key', missing: 'missing key', type: 'another type at' } as const

function logOnHold(logger: Logger, { listing }: Reading, reason: string, captureId: string): void {
  const name = listingName(listing)
  logger.error(
    { listing: name, reason, capture_id: captureId },
    `${name}: not loaded: ${reason}. It is believed when a reading a day later is still so`,
  )
}

function logReading(logger: Logger, reading: Reading, captureId: string, isAwaited: boolean): void {
  const listing = listingName(reading.listing)
  const isPeriod = reading.listing.kind === 'week' || reading.listing.kind === 'month'
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
          `${listing}: entry ${position} in quarantine: ${reason}`,
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
      logger[isPeriod && !isAwaited ? 'warn' : 'info'](
        { listing, found: reading.found },
        `${listing}: the site answered with ${reading.found}; nothing stored${isPeriod ? ASKED_AGAIN : ''}`,
      )
      break
    case 'refused': {
      const isYet = reading.refusal === 'not-yet'
      logger[isYet && (isAwaited || !isPeriod) ? 'info' : 'warn'](
        { listing, refusal: reading.refusal, capture_id: captureId },
        `${listing}: ${reading.reason}; what is known of it stays${isYet && isPeriod ? ASKED_AGAIN : ''}`,
      )
      break
    }
    case 'unreadable':
      logger.error(
        { listing, reason: reading.reason, capture_id: captureId },
        `${listing}: the page has changed: ${reading.reason}. Its capture ${captureId} is kept: after a fix run ` +
          `"npx paperboy replay${reading.listing.kind === 'day' ? ` --from ${reading.listing.key} --to ${reading.listing.key}` : ''}"`,
      )
      break
  }
}
