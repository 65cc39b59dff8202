import { Agent, request } from 'undici'
import { type Clock, wallMs } from '../base/clock.ts'
import { PaperboyError, RateLimited, RequestsSpent, SiteUnreachable } from '../base/errors.ts'
import { ACCEPT_ENCODING, decodeBody } from './decode-body.ts'
import { observedRequest } from './observed-request.ts'
import { type BudgetStore, memoryBudgets, QuotaKeeper } from './quota-keeper.ts'
import { bucketNamed, parseRateLimit, waitAfter429 } from './rate-limit.ts'

/** Options of the client; all times in milliseconds. */
export interface HttpClientOptions {
  /** Base address; the token is sent to its host only. */
  readonly site: string
  readonly userAgent: string
  readonly token: string | null
  readonly clock: Clock
  /** Maximum total of requests for pages and the API; null for no limit. Default null. */
  readonly maxRequests?: number | null
  /** Store of the site's quota. Default: in this process. */
  readonly budgets?: BudgetStore
  /** From the start of a request to its last byte. Default 60,000. */
  readonly deadlineMs?: number
  /** Default 10,000. */
  readonly connectTimeoutMs?: number
  /** Maximum size of a body, compressed or not. Default 32 MiB. */
  readonly maxBodyBytes?: number
  /** Maximum number of redirects that a request follows. Default 5. */
  readonly maxRedirects?: number
}

/** A complete answer, decompressed. */
export interface HttpAnswer {
  readonly url: string
  readonly finalUrl: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly receivedAt: Temporal.Instant
}

/** Validators of the known version of a page (RFC 9110, section 8.8). */
export interface Validators {
  readonly etag: string | null
  readonly lastModified: string | null
}

/** Options of one request. */
export interface GetOptions {
  /**
   * The quota bucket that it is expected to count in: `pages`, `api`, `search`; another name for uncounted requests.
   * If an answer has named another bucket, that one counts.
   */
  readonly bucket: string
  readonly signal?: AbortSignal | undefined
  /** Makes the request conditional; the answer may then be a 304. */
  readonly validators?: Validators | null
}

/** HTTP client, the only part of Paperboy that talks to the site. */
export interface HttpClient {
  /**
   * GETs an address, after waiting for quota.
   *
   * @throws {RateLimited} on a 429
   * @throws {SiteUnreachable} when no complete answer came in time, or it was a 5xx
   * @throws {RequestsSpent} when the run has used up its requests
   */
  readonly get: (url: string, options: GetOptions) => Promise<HttpAnswer>
  /** Waits for the quota of an address, for requests made elsewhere. */
  readonly awaitQuota: (url: string, bucket: string, signal?: AbortSignal) => Promise<void>
  /** Counts the requests for pages and the API so far. */
  readonly spent: () => number
  readonly close: () => Promise<void>
}

const MAX_REDIRECTS = 5

/** Buckets of the site's quota; other requests are few and not counted. */
const COUNTED: ReadonlySet<string> = new Set(['pages', 'api', 'search'])
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Headers that are kept with a capture. */
const KEPT_HEADERS = [
  'content-type',
  'date',
  'etag',
  'last-modified',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'location',
  'link',
]

/** Creates the client; one per run. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { deadlineMs = 60_000, connectTimeoutMs = 10_000, maxBodyBytes = 32 * 1024 * 1024, clock } = options
  const agent = new Agent({
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxBodyBytes,
    connections: 4,
  })
  const quota = new QuotaKeeper(options.budgets ?? memoryBudgets(), wallMs)

  /** Buckets named by answers, by family of addresses. */
  const named = new Map<string, string>()
  const { maxRequests = null, maxRedirects = MAX_REDIRECTS } = options
  let requests = 0

  async function exchange(url: string, signal: AbortSignal, validators: Validators | null) {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: {
        'user-agent': options.userAgent,
        accept: 'text/html,application/json;q=0.9',
        'accept-encoding': ACCEPT_ENCODING,
        ...(validators?.etag ? { 'if-none-match': validators.etag } : {}),
        ...(validators?.lastModified ? { 'if-modified-since': validators.lastModified } : {}),
        ...(options.token !== null && sameHost(url, options.site)
          ? { authorization: `Bearer ${options.token}` }
          : {}),
      },
    })
    const raw = new Uint8Array(await response.body.arrayBuffer())
    return { status: response.statusCode, fields: plainHeaders(response.headers), raw }
  }

  async function follow(
    url: string,
    { bucket, validators = null }: GetOptions,
    first: number | null,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    let at = url
    let countedMs = first
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const { status, fields, raw } = await observedRequest(at, hop, async () =>
        exchange(at, signal, at === url ? validators : null),
      )
      const inBucket = bucketNamed(fields)
      const limit = parseRateLimit(fields)
      // A request counted elsewhere is new to this bucket.
      if (limit) await quota.note(limit, limit.bucket === bucketOf(at, bucket) ? countedMs : null)
      if (inBucket !== null) named.set(familyOf(at), inBucket)
      const location = fields['location']
      if (REDIRECTS.has(status) && location !== undefined) {
        const next = new URL(location, at).toString()
        // Redirects to another host are never followed, be it a stranger's or one in the local network.
        if (!sameHost(next, options.site))
          throw new SiteUnreachable(`${url} redirects to another host: ${next}`)
        at = next
        countedMs = await take(at, bucket, signal)
        continue
      }
      const receivedAt = clock.now()
      if (status === 429) {
        const retryAfterMs = waitAfter429(fields, receivedAt)
        await quota.quiet(bucketOf(at, bucket), retryAfterMs)
        throw new RateLimited(
          `${url}: the site asked to wait (429) for ${Math.ceil(retryAfterMs / 1000)} s`,
          { retryAfterMs },
        )
      }
      if (status >= 500) throw new SiteUnreachable(`${url}: the site answered ${status}`)
      const body = await decodeBody(raw, fields['content-encoding'], maxBodyBytes)
      const headers = Object.fromEntries(
        KEPT_HEADERS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
      )
      return { url, finalUrl: at, status, headers, body, receivedAt }
    }
    throw new SiteUnreachable(`${url} redirects more than ${maxRedirects} times, last to ${at}`)
  }

  function bucketOf(url: string, expected: string): string {
    return named.get(familyOf(url)) ?? expected
  }

  async function take(url: string, bucket: string, signal?: AbortSignal): Promise<number | null> {
    if (COUNTED.has(bucket) && maxRequests !== null && requests >= maxRequests)
      throw new RequestsSpent(`the run has made its ${maxRequests} requests: the rest waits for the next one`)
    if (COUNTED.has(bucket)) requests++
    return quota.take(bucketOf(url, bucket), signal)
  }

  return {
    awaitQuota: async (url, bucket, signal) => {
      await take(url, bucket, signal)
    },
    spent: () => requests,
    get: async (url, getOptions) => {
      const { bucket, signal } = getOptions
      const countedMs = await take(url, bucket, signal)
      const deadline = AbortSignal.timeout(deadlineMs)
      try {
        return await follow(
          url,
          getOptions,
          countedMs,
          signal ? AbortSignal.any([signal, deadline]) : deadline,
        )
      } catch (error) {
        if (error instanceof PaperboyError || signal?.aborted) throw error
        const why = deadline.aborted ? `no complete answer within ${deadlineMs / 1000} s` : 'no answer'
        throw new SiteUnreachable(`${url}: ${why}`, { cause: error })
      }
    },
    close: async () => agent.destroy(),
  }
}

/**
 * Finds the family of an address: the site counts all of a family in one bucket.
 *
 * @example familyOf('https://huggingface.co/papers?q=video') // '/papers?q'
 */
function familyOf(url: string): string {
  const { pathname, searchParams } = new URL(url)
  const [, ...steps] = pathname.split('/')
  // The last segment is a key, except in a path with parameters.
  const path = searchParams.size > 0 ? pathname : `/${steps.slice(0, -1).join('/')}/`
  return `${path}?${[...searchParams.keys()].toSorted().join('&')}`
}

function sameHost(url: string, site: string): boolean {
  return new URL(url).host === new URL(site).host
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}
