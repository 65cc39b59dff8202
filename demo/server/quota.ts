/** What is counted apart: pages, the API, and its searches. */
export type QuotaBucket = 'pages' | 'api' | 'search'

/** How many requests a client has in each fixed window; twice as many with a bearer token, wherever it comes from. */
export interface QuotaLimits {
  /** Default 100. */
  readonly pages: number
  /** Default 500. */
  readonly api: number
  /** Default 50. */
  readonly search: number
  /** Length of a window in seconds. Default 300. */
  readonly windowSeconds: number
  /** Whether each address without a token is a client of its own; otherwise all of them are one. Default false. */
  readonly perAddress: boolean
}

/** Who asks: the bearer token, if any, and the address that the connection comes from. */
export interface QuotaClient {
  readonly token: string | undefined
  readonly address: string
}

/** What a client has left after a request. */
export interface QuotaState {
  readonly bucket: QuotaBucket
  readonly limit: number
  readonly remaining: number
  /** Seconds until the window ends, rounded up. */
  readonly resetSeconds: number
  readonly windowSeconds: number
}

/** What a client reads when it has used its quota up. */
export const RATE_LIMITED_TEXT =
  'We had to rate limit your IP: this replica counts requests as the site does. Wait for the window to end, or send a token.\n'

/** The bucket of a path, or undefined for what is not counted. */
export function bucketOf(path: string): QuotaBucket | undefined {
  if (/^\/api\/papers\/search(?:[?]|$)/.test(path)) return 'search'
  if (path.startsWith('/api/')) return 'api'
  return path.startsWith('/papers') ? 'pages' : undefined
}

/** The headers that tell a client what is left, such as `RateLimit: "pages";r=89;t=189`. */
export function quotaHeaders({
  bucket,
  limit,
  remaining,
  resetSeconds,
  windowSeconds,
}: QuotaState): Record<string, string> {
  return {
    ratelimit: `"${bucket}";r=${remaining};t=${resetSeconds}`,
    'ratelimit-policy': `"fixed window";"${bucket}";q=${limit};w=${windowSeconds}`,
  }
}

/** Counts requests in fixed windows that begin at time 0 of the clock. */
export interface QuotaCounter {
  /** Counts a request, and tells what is left; undefined when the quota was used up before it. */
  take: (
    bucket: QuotaBucket,
    client: QuotaClient,
  ) => { readonly allowed: boolean; readonly state: QuotaState }
  /** Announces and enforces other limits from the next request on; what was used stays used. */
  setLimits: (limits: Partial<Pick<QuotaLimits, QuotaBucket>>) => void
}

/** A counter that reads the time in milliseconds from `clockMs`. */
export function createQuotaCounter(initial: QuotaLimits, clockMs: () => number): QuotaCounter {
  const windowMs = initial.windowSeconds * 1000
  let limits = initial
  const used = new Map<string, number>()
  let windowNumber = -1
  return {
    setLimits: (changed) => {
      limits = { ...limits, ...changed }
    },
    take: (bucket, { token, address }) => {
      const nowMs = clockMs()
      const current = Math.floor(nowMs / windowMs)
      if (current !== windowNumber) used.clear()
      windowNumber = current
      const client = `${bucket} ${token ?? (limits.perAddress ? `from ${address}` : '')}`
      const limit = limits[bucket] * (token === undefined ? 1 : 2)
      const count = (used.get(client) ?? 0) + 1
      used.set(client, count)
      const resetSeconds = Math.ceil(((current + 1) * windowMs - nowMs) / 1000)
      const state = {
        bucket,
        limit,
        remaining: Math.max(0, limit - count),
        resetSeconds,
        windowSeconds: limits.windowSeconds,
      }
      return { allowed: count <= limit, state }
    },
  }
}
