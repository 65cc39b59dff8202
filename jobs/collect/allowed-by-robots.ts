import type { HttpClient } from '../../src/crawl/http-client.ts'
import { listingAddress } from '../../src/crawl/listing-address.ts'
import { mayFetch } from '../../src/crawl/robots.ts'
import {
  describeError,
  type PaperboyError,
  RobotsDisallowed,
  SiteUnreachable,
} from '../../src/base/errors.ts'
import { recordFailures } from '../../src/load/ledger/ledger.ts'
import { countKinds, type Listing, listingCount } from '../../src/model/listing.ts'
import type { Work } from '../load/ingest.ts'
import type { JobContext, RetryPolicy } from '../run/job-context.ts'
import { askRobots } from './open-site.ts'
import { rest } from './rest.ts'
import { countFailed } from '../run/run-counts.ts'
import { userAgent } from '../../src/base/version.ts'

/** What is to be fetched, for whom, and how often robots.txt is tried. */
interface Asked {
  readonly listings: readonly Listing[]
  readonly form: 'page' | 'api'
  readonly work: Work
  readonly retryPolicy: RetryPolicy
}

/**
 * The listings that robots.txt lets us fetch. The others stay pending, with the reason. A robots.txt that can't be
 * read forbids everything (RFC 9309, section 2.3.1.4); it is tried as often as a listing.
 */
export async function allowedByRobots(
  context: JobContext,
  client: HttpClient,
  { listings, form, work, retryPolicy }: Asked,
): Promise<readonly Listing[]> {
  const { config, signal } = context
  let robots = await askRobots(context, client)
  for (
    let pass = 2;
    pass <= retryPolicy.passes && robots.verdict === 'unreachable' && !signal.aborted;
    pass++
  ) {
    await rest(retryPolicy.restMs * 2 ** (pass - 2), signal)
    robots = await askRobots(context, client)
  }
  if (signal.aborted) return []
  if (robots.verdict === 'unreachable') {
    const error = new SiteUnreachable(
      `${robots.reason}; RFC 9309 allows no request while robots.txt can't be read`,
    )
    await leavePending(context, work, listings, error)
    return []
  }
  const isAllowed = (listing: Listing) =>
    mayFetch(robots, listingAddress(config.site, listing, form), userAgent(config.contact))
  const forbidden = listings.filter((listing) => !isAllowed(listing))
  if (forbidden.length > 0) {
    const error = new RobotsDisallowed(`${config.site}/robots.txt does not allow it`)
    await leavePending(context, work, forbidden, error)
  }
  return listings.filter(isAllowed)
}

/** Takes note of listings that were not even asked for. */
async function leavePending(
  context: JobContext,
  { runId, runCounts }: Work,
  listings: readonly Listing[],
  error: PaperboyError,
): Promise<void> {
  const { warehouse, clock, logger } = context
  const reason = describeError(error)
  const at = clock.now()
  const failures = listings.map((listing) => {
    return { listing, reason, spendsAttempt: false, retryAt: at, at, token: null }
  })
  await warehouse.transaction(async (tx) => recordFailures(tx, failures, runId))
  countFailed(runCounts, listings, reason)
  if (error instanceof SiteUnreachable) runCounts.unreachable += listings.length
  logger.error(
    { code: error.code, lists: listings.length },
    `${reason}: ${listingCount(countKinds(listings))} pending; ${
      error.retryable ? 'run the same command again later' : 'they are fetched once it allows them'
    }`,
  )
}
