import { vanishedPapers } from '../../src/load/ledger/paper-pages.ts'
import { collectListings } from './collect-listings.ts'
import type { Wanted } from '../../src/load/ledger/leases.ts'
import type { JobContext } from '../run/job-context.ts'
import { countVanished, type RunCounts } from '../run/run-counts.ts'

/** Papers' own pages as they were planned, for a run. */
export interface PaperCollection {
  readonly runId: string
  readonly runCounts: RunCounts
  readonly wanted: readonly Wanted[]
  /** The most requests; null or unset for no bound. */
  readonly maxRequests?: number | null
}

/**
 * Fetches papers' own pages. That the site has no page of a paper any more is a fact of the paper, and makes no
 * failure of the run: it is asked for again at its next turn.
 *
 * @returns ids of the papers whose page the site does not have
 */
export async function collectPapers(
  context: JobContext,
  { runId, runCounts, wanted, maxRequests = null }: PaperCollection,
): Promise<readonly string[]> {
  if (wanted.length === 0) return []
  const since = context.clock.now()
  await collectListings(context, { runId, runCounts, wanted, maxRequests })
  return noteVanished(context, { runCounts, wanted, since })
}

/**
 * Counts papers without a page that were planned as such, and not as refusals.
 *
 * @returns their ids
 */
export async function noteVanished(
  context: JobContext,
  {
    runCounts,
    wanted,
    since,
  }: Pick<PaperCollection, 'runCounts' | 'wanted'> & { readonly since: Temporal.Instant },
): Promise<readonly string[]> {
  const keys = wanted.flatMap(({ listing: { kind, key } }) => (kind === 'paper' ? [key] : []))
  if (keys.length === 0) return []
  const vanished = await vanishedPapers(context.warehouse, keys, since)
  countVanished(runCounts, vanished.length)
  if (vanished.length > 0)
    context.logger.warn({ papers: vanished }, `the site has no page of ${vanished.join(', ')}`)
  return vanished
}
