/*
 * The site's own account of what is left: RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers),
 * `RateLimit: "pages";r=89;t=189` (r requests left, t seconds until the window resets).
 */

/** The longest that one answer can make us wait: the site's windows are 300 s. */
export const MAX_WAIT_MS = 330_000
const DEFAULT_WAIT_MS = 60_000

/** What an answer said about one bucket. */
export interface RateLimit {
  readonly bucket: string
  readonly remaining: number
  readonly resetMs: number
}

/** Reads the `RateLimit` field; null when it is absent or of another form. */
export function parseRateLimit(field: string | undefined): RateLimit | null {
  const bucket = /^\s*"([^"]+)"/.exec(field ?? '')?.[1]
  const remaining = /;\s*r=(\d+)/.exec(field ?? '')?.[1]
  const reset = /;\s*t=(\d+)/.exec(field ?? '')?.[1]
  if (bucket === undefined || remaining === undefined || reset === undefined) return null
  return { bucket, remaining: Number(remaining), resetMs: clampWait(Number(reset) * 1000) }
}

/**
 * How long to keep quiet after a 429: until the window resets, else what `Retry-After` says (seconds or an HTTP
 * date, RFC 9110 section 10.2.3), else a minute; never longer than a window.
 */
export function waitAfter429(headers: Readonly<Record<string, string>>, now: Temporal.Instant): number {
  const limit = parseRateLimit(headers['ratelimit'])
  if (limit && limit.resetMs > 0) return limit.resetMs
  const retryAfter = headers['retry-after']?.trim()
  if (retryAfter === undefined) return DEFAULT_WAIT_MS
  if (/^\d+$/.test(retryAfter)) return clampWait(Number(retryAfter) * 1000)
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? DEFAULT_WAIT_MS : clampWait(date - now.epochMilliseconds)
}

function clampWait(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_WAIT_MS)
}

/** Holds back requests while the site says that nothing is left. */
export class Quota {
  readonly #quietUntil = new Map<string, number>()

  /** Takes note of an answer; with nothing left, the bucket is quiet until its window resets. */
  note(limit: RateLimit | null, nowMs: number): void {
    if (limit && limit.remaining === 0) this.quiet(limit.bucket, nowMs + limit.resetMs)
  }

  /** Keeps a bucket quiet until a time (epoch milliseconds). */
  quiet(bucket: string, untilMs: number): void {
    this.#quietUntil.set(bucket, Math.max(untilMs, this.#quietUntil.get(bucket) ?? 0))
  }

  /** Milliseconds until the bucket may be asked again; 0 for now. */
  waitMs(bucket: string, nowMs: number): number {
    return Math.max(0, (this.#quietUntil.get(bucket) ?? 0) - nowMs)
  }
}
