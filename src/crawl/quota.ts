/*
 * The site's quota as a budget: how many requests may still be started in the current window, and when. One budget
 * serves all processes of a quota identity. Others may use the same quota unknown to us, such as a browser behind
 * the same address, or a run whose quota identity has another name: the site's report of the rest is applied immediately, and
 * while others use it too, some requests are reserved for them and none is promised ahead of time.
 */
import { MAX_WAIT_MS, type RateLimit } from './rate-limit.ts'

/** Requests of each window reserved for others who share the address. */
const RESERVE = 1
/** Requests at the start of a window that need no spacing. */
const BURST = 4
/** Weight of the last window's share of others, in requests of ours. */
const WEIGHT = 5
/** Requests that each of the others may have made since our last answer. */
const UNSEEN = 2
/** Share below which nobody else is assumed to use the budget. */
const NOBODY = 0.1
/** Maximum reserve for others, as a share of the limit. */
const MOST_KEPT = 0.2
/** Delay of a new window, since clocks and the network are not exact. */
const MARGIN_MS = 15

/** Limit of a quota that the site has not reported. */
const UNKNOWN_LIMIT = 1_000_000_000
const UNKNOWN_WINDOW_MS = 0

/**
 * One bucket's budget in the current window, times in milliseconds since 1970. The window's end is between
 * two bounds, since the site reports it in whole seconds; each answer narrows them.
 */
export interface Budget {
  readonly endsAfterMs: number
  readonly endsBeforeMs: number
  /** Requests that may still be started in this window, including the reserve. */
  readonly left: number
  readonly limit: number
  readonly windowMs: number
  /** Time before which no request is started. */
  readonly nextMs: number
  /** Our requests in this window, including pending ones. */
  readonly taken: number
  /** Answered ones among them. */
  readonly answered: number
  /** Requests by others in the previous window, from other budgets of the same address, per request of ours. */
  readonly others: number
}

/** Result of requesting a slot. */
export interface Slot {
  /** The budget, less the request if there was a slot for it. */
  readonly budget: Budget
  /** Wait before sending it, or before requesting a slot again. */
  readonly waitMs: number
  readonly granted: boolean
}

/** Takes a slot for one request. */
export function takeSlot(budget: Budget, nowMs: number): Slot {
  const now = nowMs >= budget.endsBeforeMs + MARGIN_MS ? newWindow(budget, nowMs) : budget
  const reserve = RESERVE + keptForOthers(now)
  if (now.left <= reserve) {
    return { budget: now, waitMs: Math.max(1, now.endsBeforeMs + MARGIN_MS - nowMs), granted: false }
  }
  const slotMs = Math.max(nowMs, now.nextMs)
  // If others use the quota too, the rest is not promised ahead of time.
  if (slotMs > nowMs && othersPerOwn(now) >= NOBODY) {
    return { budget: now, waitMs: slotMs - nowMs, granted: false }
  }
  const isBurst = now.left > now.limit - BURST
  const spacingMs = isBurst ? 0 : Math.max(0, now.endsAfterMs - slotMs) / Math.max(1, now.left - reserve)
  return {
    budget: { ...now, left: now.left - 1, taken: now.taken + 1, nextMs: slotMs + spacingMs },
    waitMs: slotMs - nowMs,
    granted: true,
  }
}

/**
 * Estimates the requests by others per request of ours: those that the site counted beyond ours. At the start of a
 * window it is the previous window's.
 */
function othersPerOwn({ limit, windowMs, left, taken, others }: Budget): number {
  if (windowMs === UNKNOWN_WINDOW_MS) return 0
  const theirs = Math.max(0, limit - left - taken)
  return (theirs + others * WEIGHT) / (taken + WEIGHT)
}

/**
 * Computes the reserve for others: each of them may have some pending per request of ours, which
 * no answer has reported yet.
 */
function keptForOthers(budget: Budget): number {
  const share = othersPerOwn(budget)
  if (share < NOBODY) return 0
  const onTheirWay = Math.max(0, budget.taken - budget.answered)
  return Math.min(Math.ceil(share * (UNSEEN + onTheirWay) + onTheirWay), Math.floor(budget.limit * MOST_KEPT))
}

/** Makes the budget of the next window; the site will report its end. */
function newWindow(budget: Budget, nowMs: number): Budget {
  const { limit, windowMs, endsAfterMs, endsBeforeMs } = budget
  if (windowMs === UNKNOWN_WINDOW_MS) {
    return {
      ...budget,
      left: limit,
      endsAfterMs: nowMs,
      endsBeforeMs: nowMs,
      nextMs: nowMs,
      taken: 0,
      answered: 0,
      others: 0,
    }
  }
  // Windows of a fixed length follow each other; after a long pause the current one is unknown.
  const steps = Math.max(1, Math.ceil((nowMs - endsBeforeMs) / windowMs))
  return {
    limit,
    windowMs,
    left: limit,
    endsAfterMs: endsAfterMs + steps * windowMs,
    endsBeforeMs: endsBeforeMs + steps * windowMs,
    nextMs: nowMs,
    taken: 0,
    answered: 0,
    others: steps === 1 ? othersPerOwn(budget) : 0,
  }
}

/**
 * Updates a bucket after an answer.
 *
 * @param known null for the first answer
 * @param countedMs the end of the window in whose budget the request was counted; null for none
 */
export function afterAnswer(
  known: Budget | null,
  answer: RateLimit,
  nowMs: number,
  countedMs: number | null,
): Budget {
  const endsBeforeMs = nowMs + answer.resetMs
  const endsAfterMs = endsBeforeMs - 1000
  const limit = answer.limit ?? known?.limit ?? answer.remaining + 1
  const windowMs = answer.windowMs ?? (known?.windowMs || MAX_WAIT_MS)
  const laterMs = known ? endsBeforeMs - known.endsBeforeMs : Infinity
  const nearMs = Math.max(windowMs / 2, 1000)
  if (known && Math.abs(laterMs) <= nearMs) {
    // A slow answer gives an end that is late by its delay; a second more means another end.
    const isMoved = laterMs > 2000
    const endMs = isMoved ? endsBeforeMs : Math.min(endsBeforeMs, known.endsBeforeMs)
    // One that was sent as the last window ended and counted in this one, or before anything was known.
    const stray = countedMs === null || countedMs < endMs - nearMs ? 1 : 0
    return {
      limit,
      windowMs,
      endsAfterMs: isMoved ? endsAfterMs : Math.min(Math.max(endsAfterMs, known.endsAfterMs), endMs),
      endsBeforeMs: endMs,
      left: Math.min(known.left - stray, answer.remaining),
      nextMs: known.nextMs,
      taken: known.taken + stray,
      answered: known.answered + 1,
      others: known.others,
    }
  }
  // A late answer of an old window says nothing about the current one.
  if (known && laterMs < 0) return known
  return {
    limit,
    windowMs,
    endsAfterMs,
    endsBeforeMs,
    left: answer.remaining,
    nextMs: nowMs,
    // It is unknown whose the requests before this answer were: they are counted as ours.
    taken: Math.max(1, limit - answer.remaining),
    answered: Math.max(1, limit - answer.remaining),
    others: known ? othersPerOwn(known) : 0,
  }
}

/** Closes a bucket for a time. */
export function afterRefusal(known: Budget | null, waitMs: number, nowMs: number): Budget {
  const endsMs = nowMs + waitMs
  return {
    // A 429 without quota fields: once it is over, nothing waits.
    limit: known?.limit ?? UNKNOWN_LIMIT,
    windowMs: known?.windowMs ?? UNKNOWN_WINDOW_MS,
    endsAfterMs: endsMs,
    endsBeforeMs: endsMs,
    left: 0,
    nextMs: endsMs,
    taken: known?.taken ?? 0,
    answered: known?.answered ?? 0,
    others: known?.others ?? 0,
  }
}
