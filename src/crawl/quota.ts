/*
 * The site's quota as a budget: how many requests may still be started in the window under way, and when. One budget
 * serves all processes of a quota identity. Others may spend from the same quota without our knowing, such as a browser behind
 * the same address, or a run whose quota identity has another name: what the site says of what is left is believed at once, and
 * as long as somebody else spends too, some requests are kept back and none is promised ahead of time.
 */
import { MAX_WAIT_MS, type RateLimit } from './rate-limit.ts'

/** Requests of each window that are left to others who share the address. */
const RESERVE = 1
/** Requests at the start of a window that need not wait for each other. */
const BURST = 4
/** How many of our requests the last window's share of others weighs as much as. */
const WEIGHT = 5
/** Requests that each of the others may have made since the last answer that we saw. */
const UNSEEN = 2
/** Below this share nobody else is taken to spend from the budget. */
const NOBODY = 0.1
/** The most requests kept back for others, as a share of the limit. */
const MOST_KEPT = 0.2
/** Clocks and the network are not exact: a new window is begun this much late. */
const MARGIN_MS = 15

/** A quota of which the site has said nothing. */
const UNKNOWN_LIMIT = 1_000_000_000
const UNKNOWN_WINDOW_MS = 0

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
  /** Requests of ours in this window, those on their way included. */
  readonly taken: number
  /** Those of them whose answer has come. */
  readonly answered: number
  /** Requests that others made in the window before, by other budgets of the same address, for each of ours. */
  readonly others: number
}

/** What became of asking for a place. */
export interface Slot {
  /** The budget, without the request if there was a place for it. */
  readonly budget: Budget
  /** How long to wait before it is sent, or before asking again. */
  readonly waitMs: number
  readonly granted: boolean
}

/** Takes a place for one request. */
export function takeSlot(budget: Budget, nowMs: number): Slot {
  const now = nowMs >= budget.endsBeforeMs + MARGIN_MS ? newWindow(budget, nowMs) : budget
  const reserve = RESERVE + keptForOthers(now)
  if (now.left <= reserve) {
    return { budget: now, waitMs: Math.max(1, now.endsBeforeMs + MARGIN_MS - nowMs), granted: false }
  }
  const slotMs = Math.max(nowMs, now.nextMs)
  // Where others spend too, what is left is not promised ahead of time.
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
 * Requests that others have made for each of ours: what the site has counted beyond what we started. At the start of a
 * window it is that of the window before.
 */
function othersPerOwn({ limit, windowMs, left, taken, others }: Budget): number {
  if (windowMs === UNKNOWN_WINDOW_MS) return 0
  const theirs = Math.max(0, limit - left - taken)
  return (theirs + others * WEIGHT) / (taken + WEIGHT)
}

/**
 * Requests that are kept back where others spend too: each of them may have some on their way for each of ours, which
 * no answer has told yet.
 */
function keptForOthers(budget: Budget): number {
  const share = othersPerOwn(budget)
  if (share < NOBODY) return 0
  const onTheirWay = Math.max(0, budget.taken - budget.answered)
  return Math.min(Math.ceil(share * (UNSEEN + onTheirWay) + onTheirWay), Math.floor(budget.limit * MOST_KEPT))
}

/** The budget of the window that follows; the site will say when it ends. */
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
    answered: 0,
    others: steps === 1 ? othersPerOwn(budget) : 0,
  }
}

/**
 * What is known of a bucket after an answer.
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
    // An answer that was long on its way tells the end too late by that; a second more is another end.
    const isMoved = laterMs > 2000
    const endMs = isMoved ? endsBeforeMs : Math.min(endsBeforeMs, known.endsBeforeMs)
    // One that was sent as the last window ended, and came in this one, or before anything was known.
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
  // The answer of an old window comes late; it says nothing of the one under way.
  if (known && laterMs < 0) return known
  return {
    limit,
    windowMs,
    endsAfterMs,
    endsBeforeMs,
    left: answer.remaining,
    nextMs: nowMs,
    // Whose the requests before this answer were is not known: they are taken for ours.
    taken: Math.max(1, limit - answer.remaining),
    answered: Math.max(1, limit - answer.remaining),
    others: known ? othersPerOwn(known) : 0,
  }
}

/** A bucket that is to be quiet for a time. */
export function afterRefusal(known: Budget | null, waitMs: number, nowMs: number): Budget {
  const endsMs = nowMs + waitMs
  return {
    // A 429 without a word of the quota: once it is over nothing waits.
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
