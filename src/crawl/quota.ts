/*
 * The site's own account of what is left: RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers),
 * `RateLimit: "pages";r=89;t=189` (r requests left, t seconds until the window resets) and
 * `RateLimit-Policy: "fixed window";"pages";q=100;w=300` (q requests in each window of w seconds).
 */

/** The longest that one answer can make us wait: the site's windows are 300 s. */
export const MAX_WAIT_MS = 330_000
const DEFAULT_WAIT_MS = 60_000
/** Requests of each window that are left to others who share the address. */
const RESERVE = 1
/** Requests at the start of a window that need not wait for each other. */
const BURST = 4
/** How many of our requests the last window's share of others weighs as much as. */
const WEIGHT = 5
/** The most requests kept back for others, as a share of the limit. */
const MOST_KEPT = 0.15
/** Clocks and the network are not exact: a new window is begun this much late. */
const MARGIN_MS = 15

/** A quota of which the site has said nothing. */
const UNKNOWN_LIMIT = 1_000_000_000
const UNKNOWN_WINDOW_MS = 0

/** What an answer said about one bucket. */
export interface RateLimit {
  readonly bucket: string
  readonly remaining: number
  readonly resetMs: number
  /** Requests in each window, and its length; null when the answer did not say. */
  readonly limit: number | null
  readonly windowMs: number | null
}

/**
 * One bucket's budget in the window under way, times in milliseconds since 1970. When the window ends lies between
 * two bounds, since the site tells it in whole seconds; each answer narrows them.
 */
export interface Budget {
  readonly endsAfterMs: number
  readonly endsBeforeMs: number
  /** Requests that may still be started in this window, the reserve included. */
  readonly left: number
  readonly limit: number
  readonly windowMs: number
  /** Before this no request is started. */
  readonly nextMs: number
  /** Requests that were started in this window. */
  readonly taken: number
  /** Requests that others made in the window before, by other budgets of the same address, for each of ours. */
  readonly others: number
}

/** Reads the `RateLimit` and `RateLimit-Policy` fields; null when the first is absent or of another form. */
export function parseRateLimit(headers: Readonly<Record<string, string>>): RateLimit | null {
  const field = headers['ratelimit'] ?? ''
  const bucket = /"([^"]+)"/.exec(field)?.[1]
  const remaining = numberIn(field, 'r')
  const reset = numberIn(field, 't')
  if (bucket === undefined || remaining === null || reset === null) return null
  const policy = policyFor(headers['ratelimit-policy'] ?? '', bucket)
  return {
    bucket,
    remaining,
    resetMs: clampWait(reset * 1000),
    limit: numberIn(policy, 'q'),
    windowMs: windowOf(numberIn(policy, 'w')),
  }
}

/** The member of a policy list that names a bucket. */
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
 * Takes a place for one request.
 *
 * @returns the budget without it, and how long to wait before it is sent; or no place, and when to ask again
 */
export function takeSlot(
  budget: Budget,
  nowMs: number,
): { budget: Budget; waitMs: number; granted: boolean } {
  const now = nowMs >= budget.endsBeforeMs + MARGIN_MS ? newWindow(budget, nowMs) : budget
  const reserve = RESERVE + keptForOthers(now)
  if (now.left <= reserve) {
    return { budget: now, waitMs: Math.max(1, now.endsBeforeMs + MARGIN_MS - nowMs), granted: false }
  }
  const slotMs = Math.max(nowMs, now.nextMs)
  const isBurst = now.left > now.limit - BURST
  const spacingMs = isBurst ? 0 : Math.max(0, now.endsAfterMs - slotMs) / Math.max(1, now.left - reserve)
  return {
    budget: { ...now, left: now.left - 1, taken: now.taken + 1, nextMs: slotMs + spacingMs },
    waitMs: slotMs - nowMs,
    granted: true,
  }
}

/**
 * Requests that others have made for each of ours: what the site has counted beyond what we started. At the start of a
 * window it is that of the window before.
 */
function othersPerOwn({ limit, left, taken, others }: Budget): number {
  const theirs = Math.max(0, limit - left - taken)
  return (theirs + others * WEIGHT) / (taken + WEIGHT)
}

/** Each of the others may send one request between two answers that we see. */
function keptForOthers(budget: Budget): number {
  return Math.min(Math.round(othersPerOwn(budget)), Math.floor(budget.limit * MOST_KEPT))
}

/** The budget of the window that follows; the site will say when it ends. */
function newWindow(budget: Budget, nowMs: number): Budget {
  const { limit, windowMs, endsAfterMs, endsBeforeMs } = budget
  if (windowMs === UNKNOWN_WINDOW_MS) {
    return { ...budget, left: limit, endsAfterMs: nowMs, endsBeforeMs: nowMs, nextMs: nowMs, taken: 0, others: 0 }
  }
  // Windows of a fixed length follow each other; after a long rest nothing is known of the present one.
  const steps = Math.max(1, Math.ceil((nowMs - endsBeforeMs) / windowMs))
  return {
    limit,
    windowMs,
    left: limit,
    endsAfterMs: endsAfterMs + steps * windowMs,
    endsBeforeMs: endsBeforeMs + steps * windowMs,
    nextMs: nowMs,
    taken: 0,
    others: steps === 1 ? othersPerOwn(budget) : 0,
  }
}

/** What is known of a bucket after an answer; `known` is null for the first one. */
export function afterAnswer(known: Budget | null, answer: RateLimit, nowMs: number): Budget {
  const endsBeforeMs = nowMs + answer.resetMs
  const endsAfterMs = endsBeforeMs - 1000
  const limit = answer.limit ?? known?.limit ?? answer.remaining + 1
  const windowMs = answer.windowMs ?? (known?.windowMs || MAX_WAIT_MS)
  // Bounds that meet those known are of the same window.
  if (known && endsAfterMs <= known.endsBeforeMs && endsBeforeMs >= known.endsAfterMs) {
    return {
      limit,
      windowMs,
      endsAfterMs: Math.max(endsAfterMs, known.endsAfterMs),
      endsBeforeMs: Math.min(endsBeforeMs, known.endsBeforeMs),
      left: Math.min(known.left, answer.remaining),
      nextMs: known.nextMs,
      taken: known.taken,
      others: known.others,
    }
  }
  // The answer of an old window comes late; it says nothing of the one under way.
  if (known && endsBeforeMs < known.endsAfterMs) return known
  return {
    limit,
    windowMs,
    endsAfterMs,
    endsBeforeMs,
    left: answer.remaining,
    nextMs: nowMs,
    // Whose the requests before this answer were is not known: they are taken for ours.
    taken: Math.max(1, limit - answer.remaining),
    others: known ? othersPerOwn(known) : 0,
  }
}

/** A bucket that is to be quiet for a time. */
export function afterRefusal(known: Budget | null, waitMs: number, nowMs: number): Budget {
  const endsMs = nowMs + waitMs
  return {
    // A 429 without a word of the quota: once it is over nothing is held back.
    limit: known?.limit ?? UNKNOWN_LIMIT,
    windowMs: known?.windowMs ?? UNKNOWN_WINDOW_MS,
    endsAfterMs: endsMs,
    endsBeforeMs: endsMs,
    left: 0,
    nextMs: endsMs,
    taken: known?.taken ?? 0,
    others: known?.others ?? 0,
  }
}

/**
 * How long to keep quiet after a 429: until the window resets, else what `Retry-After` says (seconds or an HTTP
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
