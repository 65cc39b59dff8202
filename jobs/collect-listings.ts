import { setTimeout as sleep } from 'node:timers/promises'
import PQueue from 'p-queue'
import { crawlListings, type Fetched } from '../src/crawl/crawl-listings.ts'
import { createHttpClient, type HttpClient } from '../src/crawl/http-client.ts'
import { describeError, PaperboyError, RateLimited, SiteUnreachable } from '../src/errors.ts'
import { recordFailure } from '../src/load/ledger.ts'
import { type Listing, listingName } from '../src/model/listing.ts'
import { ingest } from './ingest.ts'
import type { JobContext } from './job-context.ts'
import type { Tally } from './tally.ts'
import { userAgent } from './version.ts'

/** How often a listing is tried in one run, and how long it rests in between (doubling, in milliseconds). */
export interface Patience {
  readonly passes: number
  readonly restMs: number
}

const DEFAULT_PATIENCE: Patience = { passes: 3, restMs: 2_000 }

/** Responses that may wait for the loader; with more, the crawl waits. */
const WAITING_RESPONSES = 4

const MINUTE_MS = 60_000
const LONGEST_RETRY_MINUTES = 360

/**
 * Fetches listings and takes each all the way into the warehouse. What fails in passing is tried again within the
 * run; what still fails is in the ledger with its reason and the time of its next try.
 */
export async function collectListings(
  context: JobContext,
  runId: string,
  tally: Tally,
  listings: readonly Listing[],
  patience: Patience = DEFAULT_PATIENCE,
): Promise<void> {
  const { config, clock, progress, signal } = context
  const client = createHttpClient({
    site: config.site,
    userAgent: userAgent(config.contact),
    token: config.token,
    clock,
  })
  progress.start(listings.length, 'lists')
  try {
    let due = listings
    for (let pass = 1; due.length > 0 && !signal.aborted; pass++) {
      if (pass > 1) await rest(patience.restMs * 2 ** (pass - 2), signal)
      due = await collectOnce(context, client, { runId, tally, listings: due, last: pass >= patience.passes })
    }
  } finally {
    await client.close()
    progress.stop(`${tally.loaded} loaded`)
  }
}

interface Pass {
  readonly runId: string
  readonly tally: Tally
  readonly listings: readonly Listing[]
  /** On the last pass a failure is final for this run. */
  readonly last: boolean
}

/** One try at each listing; gives those that are worth another. */
async function collectOnce(context: JobContext, client: HttpClient, pass: Pass): Promise<Listing[]> {
  const { config, progress, signal } = context
  const loader = new PQueue({ concurrency: 1 })
  const again: Listing[] = []
  let loaderError: unknown = null

  const take = async (fetched: Fetched): Promise<void> => {
    if ('capture' in fetched) {
      await ingest(context, pass.runId, pass.tally, fetched.capture)
      progress.advance(listingName(fetched.capture.listing))
      return
    }
    if (signal.aborted) return
    if (!pass.last && fetched.error instanceof PaperboyError && fetched.error.retryable) {
      context.logger.warn(
        { listing: listingName(fetched.listing) },
        `${describeError(fetched.error)}; will try again`,
      )
      again.push(fetched.listing)
      return
    }
    await fail(context, pass, fetched)
    progress.advance(listingName(fetched.listing))
  }

  await crawlListings({
    listings: pass.listings,
    site: config.site,
    client,
    signal,
    onFetched: async (fetched) => {
      if (loaderError !== null) throw loaderError
      void loader.add(async () => {
        try {
          if (loaderError === null) await take(fetched)
        } catch (error) {
          loaderError ??= error
        }
      })
      await loader.onSizeLessThan(WAITING_RESPONSES)
    },
  })
  await loader.onIdle()
  if (loaderError !== null) throw loaderError
  return again
}

async function fail(
  context: JobContext,
  pass: Pass,
  fetched: { listing: Listing; error: unknown },
): Promise<void> {
  const { error, listing } = fetched
  if (!(error instanceof PaperboyError)) throw error
  const { warehouse, clock, logger } = context
  const at = clock.now()
  const spendsAttempt = !(error instanceof RateLimited)
  const restMs = error instanceof RateLimited ? error.retryAfterMs : MINUTE_MS * (1 + Math.random())
  await warehouse.transaction(async (tx) =>
    recordFailure(
      tx,
      {
        listing,
        state: 'failed',
        reason: describeError(error),
        retryAt: at.add({ milliseconds: Math.round(Math.min(restMs, LONGEST_RETRY_MINUTES * MINUTE_MS)) }),
        spendsAttempt,
      },
      pass.runId,
    ),
  )
  pass.tally.failed++
  if (error instanceof SiteUnreachable) pass.tally.unreachable++
  logger.error(
    { listing: listingName(listing), code: error.code },
    `${listingName(listing)}: ${describeError(error)}`,
  )
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.round(ms * (0.5 + Math.random())), undefined, { signal })
  } catch {
    // Told to stop: the loop above sees the signal.
  }
}
