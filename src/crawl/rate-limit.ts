/*
 * The site's own report of the remaining quota: RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers),
 * `RateLimit: "pages";r=89;t=189` (r requests left, t seconds until the window resets) and
 * `RateLimit-Policy: "fixed window";"pages";q=100;w=300` (q requests in each window of w seconds).
 */

/** Maximum wait that one answer can impose: the site's windows are 300 s. */
export const MAX_WAIT_MS = 330_000
const DEFAULT_WAIT_MS = 60_000

/** An answer's report on one bucket. */
export interface RateLimit {
  readonly bucket: string
  readonly remaining: number
  readonly resetMs: number
  /** Requests in each window, and its length; null when the answer did not say. */
  readonly limit: number | null
  readonly windowMs: number | null
}

/** Reads the `RateLimit` and `RateLimit-Policy` fields; null when the first is absent or of another form. */
export function parseRateLimit(headers: Readonly<Record<string, string>>): RateLimit | null {
  const field = headers['ratelimit'] ?? ''
  const bucket = bucketNamed(headers)
  const remaining = numberIn(field, 'r')
  const reset = numberIn(field, 't')
  if (bucket === null || remaining === null || reset === null) return null
  const policy = policyFor(headers['ratelimit-policy'] ?? '', bucket)
  return {
    bucket,
    remaining,
    resetMs: clampWait(reset * 1000),
    limit: numberIn(policy, 'q'),
    windowMs: windowOf(numberIn(policy, 'w')),
  }
}

/**
 * Reads from an answer the bucket that counted its request; null when it does not say. If `RateLimit` is
 * absent, a policy of one member names it.
 */
export function bucketNamed(headers: Readonly<Record<string, string>>): string | null {
  const field = headers['ratelimit']
  if (field !== undefined) return /"([^"]+)"/.exec(field)?.[1] ?? null
  const buckets = [...(headers['ratelimit-policy'] ?? '').matchAll(/"([^"]+)"\s*;\s*q=/g)]
  return buckets.length === 1 ? (buckets[0]?.[1] ?? null) : null
}

/** Finds the member of a policy list for a bucket. */
function policyFor(policy: string, bucket: string): string {
  return policy.split(',').find((member) => member.includes(`"${bucket}"`)) ?? ''
}

function numberIn(field: string, name: string): number | null {
  const digits = new RegExp(`;\\s*${name}=(\\d{1,12})`).exec(field)?.[1]
  return digits === undefined ? null : Number(digits)
}

function windowOf(seconds: number | null): number | null {
  return seconds === null || seconds === 0 ? null : clampWait(seconds * 1000)
}

/**
 * Computes the wait after a 429: until the window resets, else by `Retry-After` (seconds or an HTTP
 * date, RFC 9110 section 10.2.3), else a minute; never longer than a window.
 */
export function waitAfter429(headers: Readonly<Record<string, string>>, now: Temporal.Instant): number {
  const limit = parseRateLimit(headers)
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
