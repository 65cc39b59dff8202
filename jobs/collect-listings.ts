import { setTimeout as sleep } from 'node:timers/promises'
import PQueue from 'p-queue'
import { crawlListings, type Fetched } from '../src/crawl/crawl-listings.ts'
import { createHttpClient, type HttpClient } from '../src/crawl/http-client.ts'
import { findBrowser, renderPage } from '../src/crawl/render-page.ts'
import { describeError, PaperboyError, RateLimited, SiteUnreachable } from '../src/errors.ts'
import { recordFailure } from '../src/load/ledger.ts'
import type { Capture } from '../src/model/capture.ts'
import { type Listing, listingName } from '../src/model/listing.ts'
import type { Reading, Refusal } from '../src/model/reading.ts'
import { sharedBudgets } from '../src/load/budget-store.ts'
import { Breaker } from './breaker.ts'
import { ingest } from './ingest.ts'
import type { JobContext, Patience } from './job-context.ts'
import { takeBackRefusal, type Tally } from './tally.ts'
import { userAgent } from './version.ts'

/** What `collectListings` is asked to get, and how. */
export interface Collection {
  readonly runId: string
  readonly tally: Tally
  readonly listings: readonly Listing[]
  /** The site's pages, or the API's answers. Default `page`. */
  readonly form?: 'page' | 'api'
}

const DEFAULT_PATIENCE: Patience = { passes: 3, restMs: 2_000 }

/** Responses that may wait for the loader; with more, the crawl waits. */
const WAITING_RESPONSES = 4

/** Responses that are loaded at once: a server works on one while the other is under way. */
const LOADERS = { server: 2, embedded: 1 } as const

const MINUTE_MS = 60_000
const LONGEST_RETRY_MINUTES = 360

/** Refusals that often pass by themselves. */
const PASSING: ReadonlySet<Refusal> = new Set(['server-error', 'empty-body'])

/**
 * Fetches listings and takes each all the way into the warehouse. What fails in passing is tried again within the
 * run; what still fails is in the ledger with its reason and the time of its next try.
 */
export async function collectListings(context: JobContext, collection: Collection): Promise<void> {
  const { config, clock, progress, signal, patience = DEFAULT_PATIENCE } = context
  const { listings, tally } = collection
  const client = createHttpClient({
    site: config.site,
    userAgent: userAgent(config.contact),
    token: config.token,
    clock,
    ...(patience.deadlineMs === undefined ? {} : { deadlineMs: patience.deadlineMs }),
    // An embedded warehouse has one process at a time, and taking turns with its loader would slow the crawl.
    ...(context.warehouse.kind === 'server'
      ? {
          budgets: sharedBudgets(
            context.warehouse,
            `${config.site}${config.token === null ? '' : ' with a token'}`,
          ),
        }
      : {}),
  })
  const breaker = new Breaker()
  progress.start(listings.length, 'lists')
  try {
    let due: readonly Unfinished[] = listings.map((listing) => ({ listing, error: null }))
    for (let pass = 1; due.length > 0 && !signal.aborted && !breaker.isOpen; pass++) {
      if (pass > 1) await rest(patience.restMs * 2 ** (pass - 2), signal)
      const last = pass >= patience.passes
      due = await collectOnce({ context, client, collection, breaker, last }, due)
    }
    if (breaker.isOpen) {
      for (const { listing, error } of due) if (error) await fail({ context, collection }, listing, error)
      context.logger.error(
        { errors: breaker.errors },
        `stopped after ${breaker.errors} failures in a row; what is left stays due: run the same command again later`,
      )
    }
  } finally {
    await client.close()
    progress.stop(`${tally.loaded} loaded`)
  }
}

interface Pass {
  readonly context: JobContext
  readonly client: HttpClient
  readonly collection: Collection
  readonly breaker: Breaker
  /** On the last pass a failure is final for this run. */
  readonly last: boolean
}

/** A listing that is still to be fetched, and the error of its last try. */
interface Unfinished {
  readonly listing: Listing
  readonly error: PaperboyError | null
}

/** One try at each listing; gives those that are worth another. */
async function collectOnce(pass: Pass, due: readonly Unfinished[]): Promise<Unfinished[]> {
  const { context, client, collection, breaker } = pass
  const { config, progress, signal } = context
  const loader = new PQueue({ concurrency: LOADERS[context.warehouse.kind] })
  const again: Unfinished[] = []
  let loaderError: unknown = null

  const take = async (fetched: Fetched): Promise<void> => {
    const listing = 'capture' in fetched ? fetched.capture.listing : fetched.listing
    if ('error' in fetched && signal.aborted) return
    if ('error' in fetched) breaker.failed()
    else breaker.succeeded()
    const isDone =
      'capture' in fetched ? await takeCapture(pass, fetched.capture) : await takeError(pass, fetched)
    if (isDone) progress.advance(listingName(listing))
    else
      again.push({
        listing,
        error: 'error' in fetched && fetched.error instanceof PaperboyError ? fetched.error : null,
      })
  }

  await crawlListings({
    listings: due.map(({ listing }) => listing),
    form: collection.form ?? 'page',
    site: config.site,
    client,
    signal: AbortSignal.any([signal, breaker.signal]),
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

/** Takes a response into the warehouse; false when it was none and another try may help. */
async function takeCapture(pass: Pass, capture: Capture): Promise<boolean> {
  const { context, collection } = pass
  const { runId, tally } = collection
  const reading = await ingest(context, runId, tally, capture)
  if (reading.outcome !== 'refused') return true
  if (reading.refusal === 'challenge' && capture.form === 'page') {
    const rendered = await renderInstead(pass, capture)
    if (rendered && rendered.outcome !== 'refused') takeBackRefusal(tally)
    return true
  }
  if (pass.last || !PASSING.has(reading.refusal)) return true
  takeBackRefusal(tally)
  return false
}

/** Gets a page that wants to see a browser with one; null when there is none. */
async function renderInstead(
  { context, client, collection }: Pass,
  refused: Capture,
): Promise<Reading | null> {
  const { config, clock, logger, signal } = context
  const name = listingName(refused.listing)
  const executablePath = findBrowser(config.browser)
  if (executablePath === null) {
    logger.error(
      { listing: name },
      `${name}: only a browser gets this page, and none is here: install Chromium, or set PAPERBOY_BROWSER`,
    )
    return null
  }
  logger.info({ listing: name }, `${name}: trying again with the browser ${executablePath}`)
  await client.awaitQuota('pages', signal)
  try {
    const answer = await renderPage(refused.url, {
      executablePath,
      userAgent: userAgent(config.contact),
      now: clock.now,
      signal,
    })
    const { finalUrl, status, headers, body, receivedAt } = answer
    const capture: Capture = {
      ...refused,
      finalUrl,
      status,
      headers,
      body,
      fetchedAt: receivedAt,
      fetchedWith: 'browser',
    }
    const { runId, tally } = collection
    const reading = await ingest(context, runId, tally, capture)
    // The refusal of the first request stands for both.
    if (reading.outcome === 'refused') takeBackRefusal(tally)
    return reading
  } catch (error) {
    if (!(error instanceof SiteUnreachable)) throw error
    logger.error({ listing: name, code: error.code }, `${name}: ${describeError(error)}`)
    return null
  }
}

/** Takes note of an error; false when another try may help. */
async function takeError(pass: Pass, fetched: { listing: Listing; error: unknown }): Promise<boolean> {
  const { error, listing } = fetched
  if (!(error instanceof PaperboyError)) throw error
  const { logger } = pass.context
  if (!pass.last && error.retryable) {
    logger.warn({ listing: listingName(listing) }, `${describeError(error)}; will try again`)
    return false
  }
  await fail(pass, listing, error)
  return true
}

async function fail(
  { context, collection }: Pick<Pass, 'context' | 'collection'>,
  listing: Listing,
  error: PaperboyError,
): Promise<void> {
  const { warehouse, clock, logger } = context
  const { runId, tally } = collection
  const spendsAttempt = !(error instanceof RateLimited)
  const restMs = error instanceof RateLimited ? error.retryAfterMs : MINUTE_MS * (1 + Math.random())
  const retryAt = clock
    .now()
    .add({ milliseconds: Math.round(Math.min(restMs, LONGEST_RETRY_MINUTES * MINUTE_MS)) })
  const reason = describeError(error)
  await warehouse.transaction(async (tx) =>
    recordFailure(tx, { listing, state: 'failed', reason, retryAt, spendsAttempt, lineage: null }, runId),
  )
  tally.failed++
  if (error instanceof SiteUnreachable) tally.unreachable++
  logger.error({ listing: listingName(listing), code: error.code }, `${listingName(listing)}: ${reason}`)
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.round(ms * (0.5 + Math.random())), undefined, { signal })
  } catch {
    // Told to stop: the loop above sees the signal.
  }
}
