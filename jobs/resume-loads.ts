import { describeError } from '../src/errors.ts'
import { countCaptures, eachCapture } from '../src/load/captures/capture-store.ts'
import { claimListings } from '../src/load/ledger/leases.ts'
import { type Listing, listingName } from '../src/model/listing.ts'
import { loadCaptures } from './ingest.ts'
import type { JobContext } from './job-context.ts'
import { lotsOf } from './lots.ts'
import type { Tally } from './tally.ts'

/**
 * Loads the responses that an earlier run stored and did not come to load, so that what it asked the site for is not
 * asked for again. Those of a run that still lives are left to it.
 *
 * @param listings only responses of these; default all
 */
export async function resumeLoads(
  context: JobContext,
  runId: string,
  tally: Tally,
  listings?: readonly Listing[],
): Promise<void> {
  const { warehouse, logger, signal } = context
  const filter = { unloaded: true, ...(listings ? { listings } : {}) }
  const waiting = await countCaptures(warehouse, filter)
  if (waiting === 0) return
  logger.info({ waiting }, `${waiting} stored responses of an earlier run are loaded first`)
  for await (const lot of lotsOf(eachCapture(warehouse, filter))) {
    if (signal.aborted) return
    const wanted = new Map(lot.map(({ listing }) => [listingName(listing), { listing }]))
    const { tokens } = await claimListings(warehouse, runId, [...wanted.values()])
    const mine = lot.flatMap((capture) => {
      const lease = tokens.get(listingName(capture.listing))
      return lease === undefined ? [] : [{ capture, lease }]
    })
    const loaded = await loadCaptures(context, { runId, tally }, mine)
    for (const [index, each] of loaded.entries()) {
      const capture = mine[index]?.capture
      if (!(each instanceof Error) || !capture) continue
      // One that can't be loaded must not stand in the way of every run to come.
      const name = listingName(capture.listing)
      const reason = `${name}: capture ${capture.id} can't be loaded: ${describeError(each)}`
      tally.failed++
      tally.firstFailure ??= reason
      logger.error({ listing: name, capture_id: capture.id }, reason)
    }
  }
}
