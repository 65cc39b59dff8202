import { vanishedPapers } from '../src/load/ledger/paper-pages.ts'
import { collectListings } from './collect-listings.ts'
import type { JobContext } from './job-context.ts'
import { type PlannedListing, wantedListing } from './plan-follow.ts'
import { countVanished, type Tally } from './tally.ts'

/** Papers' own pages as they were planned, for a run. */
export interface PaperCollection {
  readonly runId: string
  readonly tally: Tally
  readonly planned: readonly PlannedListing[]
  /** The most requests; null for no bound. */
  readonly maxRequests: number | null
}

/**
 * Fetches papers' own pages. That the site has no page of a paper any more is a fact of the paper, and makes no
 * failure of the run: it is asked for again at its next turn.
 */
export async function collectPapers(
  context: JobContext,
  { runId, tally, planned, maxRequests }: PaperCollection,
): Promise<void> {
  if (planned.length === 0) return
  const since = context.clock.now()
  for (const each of planned) context.logger.debug(each, `due: paper:${each.listing.key} (${each.why})`)
  const wanted = planned.map((each) => wantedListing(each))
  await collectListings(context, { runId, tally, wanted, maxRequests })
  const keys = planned.map(({ listing }) => listing.key)
  const vanished = await vanishedPapers(context.warehouse, keys, since)
  countVanished(tally, vanished.length)
  if (vanished.length > 0)
    context.logger.warn({ papers: vanished }, `the site has no page of ${vanished.join(', ')}`)
}
