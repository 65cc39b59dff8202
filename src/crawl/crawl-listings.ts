import { totalmem } from 'node:os'
import type { Capture } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'
import { listingName } from '../model/listing.ts'
import type { HttpClient } from './http-client.ts'
import { fetchListing, type KnownAnswer } from './fetch-listing.ts'
import { listingAddress } from './listing-address.ts'

/** Result of one listing: a response, or an error. */
export type Fetched = { readonly capture: Capture } | { readonly listing: Listing; readonly error: unknown }

/** One crawl over a set of listings. */
export interface CrawlOptions {
  readonly listings: readonly Listing[]
  /** Pages, or the API's answers. */
  readonly form: 'page' | 'api'
  readonly site: string
  readonly client: HttpClient
  /** Last known answer of a listing, for a conditional request. */
  readonly known?: (listing: Listing) => KnownAnswer | null
  /** Handles each listing, by calling `fetch`. The crawl awaits it, so that a slow warehouse slows the crawl. */
  readonly take: (listing: Listing, fetch: () => Promise<Fetched>) => Promise<void>
  /** Concurrent requests. Default 1: lists are few, and the site is somebody else's. */
  readonly concurrency?: number
  /** Stops the crawl after the current requests. */
  readonly signal?: AbortSignal
}

const HOUR_SECONDS = 3600
const DAY_MS = 24 * HOUR_SECONDS * 1000
const MEGABYTE = 1024 * 1024

/**
 * Fetches listings with Crawlee as the engine: its list and pool schedule requests, our client talks to the
 * site. Crawlee keeps nothing on disk and retries nothing; the ledger handles failures.
 */
export async function crawlListings(options: CrawlOptions): Promise<void> {
  const { listings, site, form, take, concurrency = 1, signal } = options
  if (listings.length === 0) return
  // Loaded when a crawl starts: no other command needs it. Only the used part of Crawlee is loaded.
  const {
    BasicCrawler,
    Configuration,
    LocalEventManager,
    log: crawleeLog,
    LogLevel,
    RequestList,
  } = await import('@crawlee/basic')
  const { MemoryStorage } = await import('@crawlee/memory-storage')
  crawleeLog.setLevel(LogLevel.OFF)
  // A configuration of its own: two crawlers on one configuration skip the addresses that the first has seen.
  const configuration = new Configuration({
    storageClient: new MemoryStorage({ persistStorage: false, writeMetadata: false }),
    persistStorage: false,
    purgeOnStart: false,
    // By default it runs `ps` at the start and each second to size its pool, whose size is fixed here.
    memoryMbytes: totalmem() / MEGABYTE,
    systemInfoIntervalMillis: DAY_MS,
  })
  const events = new LocalEventManager(configuration)
  events.emitSystemInfoEvent = async () => undefined
  configuration.set('eventManager', events)
  // Not its queue, which preallocates a million requests: a tenth of a second for each crawl.
  const requestList = await RequestList.open({
    sources: listings.map((listing) => ({
      url: listingAddress(site, listing, form),
      uniqueKey: listingName(listing),
      userData: { listing },
    })),
  })
  // Our first throw stops the crawl; Crawlee would only count it.
  let bug: unknown = null
  const crawler = new BasicCrawler(
    {
      requestList,
      maxRequestRetries: 0,
      minConcurrency: concurrency,
      maxConcurrency: concurrency,
      useSessionPool: false,
      requestHandlerTimeoutSecs: HOUR_SECONDS,
      requestHandler: async ({ request }) => {
        if (signal?.aborted || bug !== null) return
        try {
          const listing = request.userData['listing'] as Listing
          await take(listing, async () => fetched(listing, options))
        } catch (error) {
          bug ??= error
        }
        if (signal?.aborted || bug !== null) void crawler.autoscaledPool?.abort()
      },
    },
    configuration,
  )
  // Crawlee's own SIGINT listener only stops its pool, as ours does; the command line sets the exit code.
  await crawler.run()
  if (bug !== null) throw bug
}

async function fetched(listing: Listing, options: CrawlOptions): Promise<Fetched> {
  try {
    const { form, site, client, signal, known } = options
    return {
      capture: await fetchListing(listing, { form, site, client, signal, known: known?.(listing) ?? null }),
    }
  } catch (error) {
    return { listing, error }
  }
}
