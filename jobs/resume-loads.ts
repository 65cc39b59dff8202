import { describeError } from '../src/errors.ts'
import { countCaptures, eachCapture } from '../src/load/captures/capture-store.ts'
import { claimListings } from '../src/load/ledger/leases.ts'
import { listingName } from '../src/model/listing.ts'
import { loadStored } from './ingest.ts'
import type { JobContext } from './job-context.ts'
import type { Tally } from './tally.ts'

/**
 * Loads the responses that an earlier run stored and did not come to load, so that what it asked the site for is not
 * asked for again. Those of a run that still lives are left to it.
 */
export async function resumeLoads(context: JobContext, runId: string, tally: Tally): Promise<void> {
  const { warehouse, logger, signal } = context
  const filter = { unloaded: true }
  const waiting = await countCaptures(warehouse, filter)
  if (waiting === 0) return
  logger.info({ waiting }, `${waiting} stored responses of an earlier run are loaded first`)
  for await (const capture of eachCapture(warehouse, filter)) {
    if (signal.aborted) return
    const name = listingName(capture.listing)
    const { tokens } = await claimListings(warehouse, runId, [{ listing: capture.listing }])
    const lease = tokens.get(name)
    if (lease === undefined) continue
    try {
      await loadStored(context, { runId, tally, lease }, capture)
    } catch (error) {
      // One that can't be loaded must not stand in the way of every run to come.
      tally.failed++
      logger.error(
        { listing: name, captureId: capture.id },
        `${name}: capture ${capture.id} can't be loaded: ${describeError(error)}`,
      )
    }
  }
}
