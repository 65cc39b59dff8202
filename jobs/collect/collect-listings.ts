import PQueue from 'p-queue'
import { crawlListings, type Fetched } from '../../src/crawl/crawl-listings.ts'
import type { KnownAnswer } from '../../src/crawl/fetch-listing.ts'
import type { HttpClient } from '../../src/crawl/http-client.ts'
import {
  BodyMissing,
  CaptureDamaged,
  describeError,
  LeaseLost,
  PaperboyError,
  RateLimited,
  RequestsSpent,
  SiteUnreachable,
} from '../../src/base/errors.ts'
import { readBody, knownVersions } from '../../src/load/captures/capture-store.ts'
import { claimListings, releaseListings, type Wanted } from '../../src/load/ledger/leases.ts'
import { TextIndexer } from '../../src/load/history/text-indexer.ts'
import { recordFailures } from '../../src/load/ledger/ledger.ts'
import type { Capture, StoredCapture } from '../../src/model/capture.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import { inStep } from '../../src/base/telemetry.ts'
import { allowedByRobots } from './allowed-by-robots.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { Batcher } from '../load/batcher.ts'
import { keepAll, loadCaptures, type LoadedCapture, type ToLoad, type Work } from '../load/ingest.ts'
import type { JobContext, RetryPolicy } from '../run/job-context.ts'
import { type ReadResponse, readResponse } from './read-response.ts'
import { Room } from './room.ts'
import { openSite } from './open-site.ts'
import { askApiInstead, renderInstead } from './fallbacks.ts'
import { PartitionSteps } from './partition-steps.ts'
import { rest } from './rest.ts'
import {
  countedApart,
  countFailed,
  countLeased,
  isRefusal,
  takeBackRefusal,
  type RunCounts,
} from '../run/run-counts.ts'

/** What `collectListings` is asked to get, and how. */
export interface Collection {
  readonly runId: string
  readonly runCounts: RunCounts
  /** Those that another run holds, or has read since they were planned, are left to it. */
  readonly wanted: readonly Wanted[]
  /** The site's pages, or the API's answers. Default `page`. */
  readonly form?: 'page' | 'api'
  /** The most requests for pages and the API; what is left waits for the next run. Default null: no bound. */
  readonly maxRequests?: number | null
}

const DEFAULT_RETRY_POLICY: RetryPolicy = { passes: 3, restMs: 2_000 }

/** Responses that are loaded at once, at most. */
const MOST_IN_A_BATCH = 16

/**
 * Responses that are read and not loaded yet, by the bytes of their pages: with more, the crawl waits. Two batches of
 * usual pages: one is loaded while the next is made.
 */
const MOST_BYTES_READ = 20_000_000

/** Leases are given back in batches of this size, and at the end of a pass. */
const RELEASED_AT_ONCE = 20

/**
 * Fetches listings and takes each all the way into the warehouse. What fails in passing is tried again within the
 * run; what still fails is in the ledger with its reason and the time of its next try.
 *
 * @returns how many requests for pages and the API it made
 */
export async function collectListings(context: JobContext, collection: Collection): Promise<number> {
  const { progress, signal, retryPolicy = DEFAULT_RETRY_POLICY } = context
  const { runId, runCounts, form = 'page', maxRequests = null } = collection
  const tokens = await takeOn(context, collection)
  const listings = collection.wanted
    .map(({ listing }) => listing)
    .filter((listing) => tokens.has(listingName(listing)))
  if (listings.length === 0) return 0
  const client = openSite(context, maxRequests)
  const breaker = new CircuitBreaker()
  const steps = new PartitionSteps(runId)
  const indexer = new TextIndexer(context.warehouse)
  progress.start(listings.length, 'lists')
  try {
    const work = { runId, runCounts }
    const allowed = await allowedByRobots(context, client, { listings, form, work, retryPolicy })
    const known = await knownAnswers(context, allowed, form)
    let due: readonly Unfinished[] = allowed.map((listing) => ({ listing, error: null }))
    for (let pass = 1; due.length > 0 && !signal.aborted && !breaker.isOpen; pass++) {
      if (pass > 1) await rest(retryPolicy.restMs * 2 ** (pass - 2), signal)
      const last = pass >= retryPolicy.passes
      due = await collectOnce(
        { context, client, collection, breaker, steps, known, tokens, indexer, last },
        due,
      )
    }
    if (breaker.isOpen) {
      for (const { listing, error } of due)
        if (error) await fail({ context, collection, steps, tokens }, listing, error)
      context.logger.error({ errors: breaker.errors }, breaker.reason)
    }
    await indexer.done()
    return client.spent()
  } finally {
    // Nothing of it outlives the run, whatever ended that.
    await indexer.done().catch(() => undefined)
    steps.endAll()
    await client.close()
    progress.stop(`${countedApart(runCounts, 'loaded')} loaded`)
  }
}

/** Takes on what is wanted and free; gives the fencing tokens by listing name. */
async function takeOn(context: JobContext, { runId, runCounts, wanted }: Collection) {
  const { logger, warehouse } = context
  const { tokens, leased, done } = await claimListings(warehouse, runId, wanted)
  countLeased(
    runCounts,
    leased.map(({ listing }) => listing),
  )
  for (const { listing, holder } of leased) {
    logger.warn(
      { listing: listingName(listing), holder },
      `${listingName(listing)} is leased by ${holder}: left to it`,
    )
  }
  for (const listing of done) {
    logger.info(
      { listing: listingName(listing) },
      `${listingName(listing)}: another run has read it just now`,
    )
  }
  return tokens
}

/** What is known of listings whose last answer named its version, to be asked for only if they have changed. */
async function knownAnswers(
  { warehouse, logger }: JobContext,
  listings: readonly Listing[],
  form: 'page' | 'api',
): Promise<(listing: Listing) => KnownAnswer | null> {
  const versions = await knownVersions(warehouse, listings, form)
  return (listing) => {
    const version = versions.get(listingName(listing))
    if (!version) return null
    const body = async () => {
      try {
        return await readBody(warehouse, version.captureId)
      } catch (error) {
        if (!(error instanceof BodyMissing || error instanceof CaptureDamaged)) throw error
        // The whole page is asked for instead: a lost body must not cost a list.
        logger.error({ capture_id: version.captureId }, describeError(error))
        return null
      }
    }
    return { ...version, body }
  }
}

interface Pass {
  readonly context: JobContext
  readonly client: HttpClient
  readonly collection: Collection
  readonly breaker: CircuitBreaker
  readonly steps: PartitionSteps
  readonly known: (listing: Listing) => KnownAnswer | null
  /** Fencing tokens of the run's leases, by listing name. */
  readonly tokens: ReadonlyMap<string, string>
  readonly indexer: TextIndexer
  /** On the last pass a failure is final for this run. */
  readonly last: boolean
}

/** A listing that is still to be fetched, and the error of its last try. */
interface Unfinished {
  readonly listing: Listing
  readonly error: PaperboyError | null
}

/** What came of one request: with its response in the store, and read. */
type Came = ReadResponse | Exclude<Fetched, { readonly capture: Capture }>

/** One try at each listing; gives those that are worth another. */
async function collectOnce(pass: Pass, due: readonly Unfinished[]): Promise<Unfinished[]> {
  const { context, client, collection, breaker, steps, known, tokens, indexer } = pass
  const { runCounts } = collection
  const { config, progress, signal } = context
  const { runId } = collection
  let unanswered = due.length
  const loader = new PQueue()
  const room = new Room(MOST_BYTES_READ)
  const store = new Batcher<Capture, StoredCapture>({
    most: MOST_IN_A_BATCH,
    work: async (captures) => keepAll(context, runId, captures),
  })
  const writer = new Batcher<ToLoad, LoadedCapture>({
    most: MOST_IN_A_BATCH,
    areMoreComing: () => unanswered > 0 && !signal.aborted,
    work: async (batch) => loadCaptures(context, { runId, runCounts, indexer }, batch),
  })
  const again: Unfinished[] = []
  const finished: string[] = []
  let loaderError: unknown = null

  const takeOver = async (fetched: Came): Promise<void> => {
    const listing = 'capture' in fetched ? fetched.capture.listing : fetched.listing
    // Given up by us, while it was under way: no error of the site, and nothing to try again.
    if ('error' in fetched && (signal.aborted || fetched.error === breaker.signal.reason)) return
    if ('error' in fetched && fetched.error instanceof RequestsSpent) {
      breaker.open(fetched.error.message)
      countFailed(runCounts, [fetched.listing], fetched.error.message)
      return
    }
    if ('error' in fetched) breaker.failed()
    else breaker.succeeded()
    const isDone =
      'capture' in fetched ? await takeCapture(pass, fetched, writer) : await takeError(pass, fetched)
    if (isDone) {
      steps.end(listing)
      progress.advance(listingName(listing))
      finished.push(tokens.get(listingName(listing)) ?? '')
      // One by one would cost each page a round trip.
      if (finished.length >= RELEASED_AT_ONCE) await releaseListings(context.warehouse, finished.splice(0))
    } else
      again.push({
        listing,
        error: 'error' in fetched && fetched.error instanceof PaperboyError ? fetched.error : null,
      })
  }

  const fetchAndStore = async (
    listing: Listing,
    fetch: () => Promise<Fetched>,
  ): Promise<StoredCapture | Exclude<Fetched, { readonly capture: Capture }>> =>
    inStep('fetch', { 'paperboy.listing': listingName(listing) }, async (step) => {
      context.logger.debug(
        { step: 'fetch', listing: listingName(listing) },
        `fetching ${listingName(listing)}`,
      )
      const fetched = await fetch()
      if (loaderError !== null) throw loaderError
      if ('error' in fetched) {
        step.end(fetched.error)
        return fetched
      }
      // Stored at once, and not when its turn to be loaded comes: a crash in between must not cost a request.
      const capture = await store.add(fetched.capture)
      step.note({ 'paperboy.capture.id': capture.id, 'http.response.status_code': capture.status })
      return capture
    })

  const fetchAndRead = async (listing: Listing, fetch: () => Promise<Fetched>): Promise<Came> => {
    const came = await fetchAndStore(listing, fetch)
    return 'error' in came ? came : readResponse(came, runId)
  }

  await crawlListings({
    listings: due.map(({ listing }) => listing),
    form: collection.form ?? 'page',
    site: config.site,
    client,
    known,
    signal: AbortSignal.any([signal, breaker.signal]),
    take: async (listing, fetch) => {
      const step = steps.of(listing)
      const came = await step.within(async () => fetchAndRead(listing, fetch))
      unanswered--
      const bytes = 'error' in came ? 0 : came.bytes
      await room.take(bytes)
      void loader.add(async () => {
        try {
          if (loaderError === null) await step.within(async () => takeOver(came))
        } catch (error) {
          if (error instanceof LeaseLost) {
            countLeased(runCounts, [listing])
            breaker.open(error.message)
          } else loaderError ??= error
        } finally {
          room.leave(bytes)
        }
      })
    },
  })
  await loader.onIdle()
  if (loaderError !== null) throw loaderError
  await releaseListings(context.warehouse, finished)
  return again
}

/** For whom a listing's response is loaded. */
function workOf({ collection, steps, tokens }: Pass, listing: Listing): Work {
  const { runId, runCounts } = collection
  return { runId, runCounts, lease: tokens.get(listingName(listing)), partition: steps.of(listing) }
}

/** Takes a response into the warehouse; false when it was none and another try may help. */
async function takeCapture(
  pass: Pass,
  { capture, reading: read, logged }: ReadResponse,
  writer: Batcher<ToLoad, LoadedCapture>,
): Promise<boolean> {
  const { context, collection } = pass
  const { runCounts } = collection
  const { lease, partition } = workOf(pass, capture.listing)
  const { reading } = await writer.add({ capture, lease, partition, reading: read, logged })
  if (reading.outcome !== 'refused') return true
  if (capture.form === 'page' && (reading.fate === 'browser' || reading.fate === 'api')) {
    const way = { context, client: pass.client, work: workOf(pass, capture.listing) }
    const other =
      reading.fate === 'browser' ? await renderInstead(way, capture) : await askApiInstead(way, capture)
    if (other && !isRefusal(other)) takeBackRefusal(runCounts)
    return true
  }
  if (pass.last || reading.fate !== 'again') return true
  takeBackRefusal(runCounts)
  return false
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
  { context, collection, steps, tokens }: Pick<Pass, 'context' | 'collection' | 'steps' | 'tokens'>,
  listing: Listing,
  error: PaperboyError,
): Promise<void> {
  const { warehouse, clock, logger } = context
  const { runId, runCounts } = collection
  const spendsAttempt = !(error instanceof RateLimited)
  const reason = describeError(error)
  const at = clock.now()
  const token = tokens.get(listingName(listing)) ?? null
  const retryAt =
    error instanceof RateLimited
      ? at.add({ milliseconds: error.retryAfterMs })
      : { from: at, jitter: Math.random() }
  await warehouse.transaction(async (tx) =>
    recordFailures(tx, [{ listing, reason, retryAt, spendsAttempt, at, token }], runId),
  )
  countFailed(runCounts, [listing], `${listingName(listing)}: ${reason}`)
  if (error instanceof SiteUnreachable) runCounts.unreachable++
  steps.end(listing, error)
  logger.error({ listing: listingName(listing), code: error.code }, `${listingName(listing)}: ${reason}`)
}
