import { describeError } from '../../src/base/errors.ts'
import { countCaptures, eachCapture } from '../../src/load/captures/capture-store.ts'
import { claimListings } from '../../src/load/ledger/leases.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import { loadCaptures, type ToLoad } from './ingest.ts'
import type { JobContext } from '../run/job-context.ts'
import { inBatches } from './in-batches.ts'
import { countFailed, type RunCounts } from '../run/run-counts.ts'

/**
 * Loads the responses that an earlier run stored and did not come to load, so that what it asked the site for is not
 * asked for again. Those of a run that still lives are left to it.
 *
 * @param listings only responses of these; default all
 */
export async function resumeLoads(
  context: JobContext,
  runId: string,
  runCounts: RunCounts,
  listings?: readonly Listing[],
): Promise<void> {
  const { warehouse, logger, signal } = context
  const filter = { unloaded: true, ...(listings ? { listings } : {}) }
  const waiting = await countCaptures(warehouse, filter)
  if (waiting === 0) return
  logger.info({ waiting }, `${waiting} stored responses of an earlier run are loaded first`)
  const load = async (batch: readonly Omit<ToLoad, 'lease'>[]) => {
    const wanted = new Map(batch.map(({ capture: { listing } }) => [listingName(listing), { listing }]))
    const { tokens } = await claimListings(warehouse, runId, [...wanted.values()])
    const mine = batch.flatMap((each) => {
      const lease = tokens.get(listingName(each.capture.listing))
      return lease === undefined ? [] : [{ ...each, lease }]
    })
    const loaded = await loadCaptures(context, { runId, runCounts }, mine)
    for (const [index, each] of loaded.entries()) {
      const capture = mine[index]?.capture
      if (!(each instanceof Error) || !capture) continue
      const name = listingName(capture.listing)
      const reason = `${name}: capture ${capture.id} can't be loaded: ${describeError(each)}`
      countFailed(runCounts, [capture.listing], reason)
      logger.error({ listing: name, capture_id: capture.id }, reason)
    }
  }
  // A response whose bytes are lost must not stand in the way of every run to come: its list is fetched again.
  const captures = eachCapture(warehouse, filter, async (capture, error) => {
    const { listing } = capture
    await load([{ capture, reading: { outcome: 'unreadable', listing, reason: describeError(error) } }])
  })
  for await (const batch of inBatches(captures)) {
    if (signal.aborted) return
    await load(batch.map((capture) => ({ capture })))
  }
}
