import type { Listing } from '../../src/model/listing.ts'
import { listingName } from '../../src/model/listing.ts'
import { collectListings } from './collect-listings.ts'
import type { JobContext } from '../run/job-context.ts'
import { resumeLoads } from '../load/resume-loads.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/** Fetches the named listings, whatever the ledger says of them. */
export async function fetchListings(
  context: JobContext,
  listings: readonly Listing[],
  form: 'page' | 'api' = 'page',
): Promise<RunResult> {
  return withRun(
    context,
    'fetch',
    { listings: listings.map((listing) => listingName(listing)), form },
    async (runId, runCounts) => {
      await resumeLoads(context, runId, runCounts)
      const wanted = listings.map((listing) => ({ listing }))
      await collectListings(context, { runId, runCounts, wanted, form })
    },
  )
}
