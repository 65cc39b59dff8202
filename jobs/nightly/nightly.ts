import { describeError, PaperboyError } from '../../src/base/errors.ts'
import { forgetBudgets } from '../../src/load/ledger/budget-store.ts'
import { enterListings } from '../../src/load/ledger/ledger.ts'
import { removeOrphans } from '../../src/load/captures/orphans.ts'
import { pruneCaptures } from '../../src/load/captures/prune-captures.ts'
import { type Day, dayOf } from '../../src/model/day.ts'
import { type Followed, followedName } from '../../src/model/follow.ts'
import { crossCheck } from './cross-check.ts'
import { collectListings } from '../collect/collect-listings.ts'
import { collectPapers, noteVanished } from '../collect/collect-papers.ts'
import type { JobContext } from '../run/job-context.ts'
import { logPlanned, wantedListing } from './plan-follow.ts'
import { papersOfNight, planPapers } from './plan-papers.ts'
import { planOfNight } from './plan-of-night.ts'
import { resumeLoads } from '../load/resume-loads.ts'
import type { RunCounts } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/** Default number of a night's requests: well within the site's 100 pages per 5 minutes. */
export const NIGHTLY_REQUESTS = 60

/**
 * Default number of requests of a whole night, papers' own pages included: one window of the site's quota,
 * less a few for the end of the night.
 */
const NIGHTLY_REQUESTS_IN_ALL = 95

/** Retention of stored responses in days; older ones are pruned (see `pruneCaptures`). */
export const KEEP_CAPTURES_DAYS = 400

/** Options of a night. */
export interface NightlyOptions {
  /** The day to use as today (UTC). */
  readonly day?: Day
  /** Maximum number of requests; further due listings wait for the next night. */
  readonly maxRequests?: number
  /** Listings to read after the days. Default: none. */
  readonly follow?: readonly Followed[]
  /** Maximum number of papers' own pages to read after the lists, with the remaining requests. Default 0. */
  readonly paperPages?: number
  /** Steps after the lists are loaded. Default: none. */
  readonly steps?: readonly NightStep[]
}

/** A step of a night, within its run. It logs and counts its failures: the lists are already loaded. */
export type NightStep = (context: JobContext, run: { runId: string; runCounts: RunCounts }) => Promise<void>

/**
 * Runs the night, as from cron: yesterday and today, missed, failed and due listings; at the end, after the
 * steps of features, papers' own pages with the remaining requests.
 */
export async function nightly(context: JobContext, options: NightlyOptions): Promise<RunResult> {
  const { day, maxRequests = NIGHTLY_REQUESTS, follow = [], paperPages = 0, steps = [] } = options
  const { warehouse, clock, logger } = context
  const today = day ?? dayOf(clock.now())
  const args = { day: today, maxRequests, follow: follow.map((each) => followedName(each)), paperPages }
  return withRun(context, 'nightly', args, async (runId, runCounts) => {
    await resumeLoads(context, runId, runCounts)
    const due = await planOfNight(warehouse, { today, now: clock.now(), follow })
    const planned = due.slice(0, maxRequests)
    const waiting = due.slice(maxRequests)
    if (waiting.length > 0) {
      logger.warn(
        { due: due.length, max_requests: maxRequests },
        `${waiting.length} due lists wait for the next run`,
      )
      // The next run searches for missed days after the newest known one, which will be today.
      const missed = waiting.filter(({ listing, fetchedAt }) => listing.kind === 'day' && fetchedAt === null)
      await enterListings(
        warehouse,
        missed.map(({ listing }) => listing),
      )
    }
    logPlanned(logger, planned)
    const wanted = planned.map((each) => wantedListing(each))
    const since = clock.now()
    const spent = await collectListings(context, { runId, runCounts, wanted, maxRequests })
    await noteVanished(context, { runCounts, wanted, since })
    await crossCheck(context, runId, today)
    const pruned = await pruneCaptures(warehouse, clock.now().subtract({ hours: 24 * KEEP_CAPTURES_DAYS }))
    if (pruned.captures > 0) logger.info(pruned, `${pruned.captures} old stored responses deleted`)
    await forgetBudgets(warehouse)
    await removeLeft(context)
    for (const step of steps) if (!context.signal.aborted) await step(context, { runId, runCounts })
    const left = requestsLeft(options.maxRequests, spent)
    await readPapers(
      context,
      { runId, runCounts },
      { today, most: Math.min(paperPages, left), maxRequests: left },
    )
  })
}

/** Computes the requests left for papers' pages: of the given maximum, or of one window. */
export function requestsLeft(maxRequests: number | undefined, spent: number): number {
  return Math.max(0, (maxRequests ?? NIGHTLY_REQUESTS_IN_ALL) - spent)
}

/** Reads the due pages of papers, unless the site was in trouble: then it is left alone. */
async function readPapers(
  context: JobContext,
  { runId, runCounts }: { runId: string; runCounts: RunCounts },
  { today, most, maxRequests }: { today: Day; most: number; maxRequests: number },
): Promise<void> {
  const isTroubled = runCounts.failed > runCounts.captures
  if (most === 0 || isTroubled || context.signal.aborted) return
  const due = await planPapers(context.warehouse, papersOfNight(today, context.clock.now()))
  context.logger.info(
    { due: due.length, most },
    `${due.length} papers' own pages are due, ${most} may be read`,
  )
  const planned = due.slice(0, most)
  logPlanned(context.logger, planned)
  const wanted = planned.map((each) => wantedListing(each))
  await collectPapers(context, { runId, runCounts, wanted, maxRequests })
}

/** Removes orphaned bodies; those that can't be removed tonight wait for another night. */
async function removeLeft({ warehouse, logger }: JobContext): Promise<void> {
  try {
    const removed = await removeOrphans(warehouse)
    if (removed > 0) logger.info({ removed }, `${removed} bodies removed that no stored response refers to`)
  } catch (error) {
    if (!(error instanceof PaperboyError)) throw error
    logger.warn({ code: error.code }, `bodies to be removed wait for the next night: ${describeError(error)}`)
  }
}
