import { addDays, type Day, dayOf, isoInstant, startOfDay } from './day.ts'
import { type Followed, listingsOn } from './follow.ts'
import type { Listing } from './listing.ts'

/*
 * All rules of when something is due again: for days, for followed listings, for papers' own pages, and after a
 * failure. The jobs decide what to plan of it, and in which order.
 */

/** Facts of the ledger that decide when a listing is due. Instants are ISO 8601, UTC. */
export interface DueFacts {
  readonly state: string
  readonly reason: string | null
  /** Last reading; null for never. */
  readonly fetched_at: string | null
  /** Next retry after a failure; null for none, or not automatically. */
  readonly next_retry_at: string | null
  /** Next reading of a good one; null for never. */
  readonly next_due_at: string | null
}

/** True from an instant on; always for null. */
function hasCome(at: string | null, now: Temporal.Instant): boolean {
  return at === null || Temporal.Instant.compare(Temporal.Instant.from(at), now) <= 0
}

/** Returns the hours since an instant; infinite for null. */
function hoursSince(at: string | null, now: Temporal.Instant): number {
  return at === null ? Infinity : now.since(Temporal.Instant.from(at)).total('hours')
}

/* Days. */

/**
 * Days after its date on which a list is read again. Lists grow all day and after midnight, votes settle in one to
 * two weeks.
 */
const REFRESH_AFTER_DAYS = [1, 2, 3, 5, 7, 10, 14, 21, 30] as const

/** Days after its date when a list usually takes no more papers. */
const SETTLED_AFTER_DAYS = 2

/** Days after its date for which a day without a list is checked again: its list may be late. */
const EMPTY_SETTLED_AFTER_DAYS = 3

const JUST_READ_MINUTES = 10

/** Hours before an unreadable page is read again: a day less an hour, since nights do not start at the same second. */
const LOOK_AGAIN_HOURS = 23

/** Returns the instant from which a reading of a day's list finds it complete. */
export function settledFrom(day: Day): Temporal.Instant {
  return startOfDay(addDays(day, SETTLED_AFTER_DAYS))
}

/** State of a day after a reading: still taking papers, or complete as far as can be known. */
export function dayStateAfter(day: Day, observedAt: Temporal.Instant): 'open' | 'complete' {
  return Temporal.Instant.compare(observedAt, settledFrom(day)) < 0 ? 'open' : 'complete'
}

/**
 * Computes when a day's list is due again after a reading; null when no more is planned. A list that was the same
 * at its last two readings settles sooner: its next reading is skipped.
 */
export function nextDueAfter(day: Day, observedAt: Temporal.Instant, isUnchanged: boolean): string | null {
  const [next, following] = readingsAfter(day, REFRESH_AFTER_DAYS, observedAt)
  const isYoung = dayStateAfter(day, observedAt) === 'open'
  return (isUnchanged && !isYoung ? following : next) ?? null
}

/** Computes when a day without its own list is due again; null when it is considered empty. */
export function nextDueAfterNone(day: Day, observedAt: Temporal.Instant): string | null {
  const few = REFRESH_AFTER_DAYS.filter((days) => days <= EMPTY_SETTLED_AFTER_DAYS)
  return readingsAfter(day, few, observedAt)[0] ?? null
}

function readingsAfter(day: Day, pace: readonly number[], observedAt: Temporal.Instant): string[] {
  return pace
    .map((days) => startOfDay(addDays(day, days)))
    .filter((due) => Temporal.Instant.compare(due, observedAt) > 0)
    .map((due) => isoInstant(due))
}

/** Explains why a known day is due; null while it is not. For a changed page see `changedFor`. */
export function whyDayIsDue(row: DueFacts, now: Temporal.Instant): string | null {
  if (isUnfinished(row)) {
    if (!hasCome(row.next_retry_at, now)) return null
    return row.reason === null ? 'pending' : `again: ${row.reason}`
  }
  const isDue = row.state !== 'drift' && row.next_due_at !== null && hasCome(row.next_due_at, now)
  return isDue ? `${row.state}, due again` : null
}

/** Returns the hours since an unreadable page was last read; null when it is not due again. */
export function changedFor(row: DueFacts, now: Temporal.Instant): number | null {
  const hours = hoursSince(row.fetched_at, now)
  return row.state === 'drift' && row.next_retry_at === null && hours >= LOOK_AGAIN_HOURS ? hours : null
}

/** True for a list read too recently for another request: of runs that start together one reads it. */
export function wasJustRead(row: DueFacts | undefined, now: Temporal.Instant): boolean {
  if (!row || row.fetched_at === null || row.next_retry_at !== null) return false
  // Another machine's clock may be a little ahead of this one's.
  return Math.abs(hoursSince(row.fetched_at, now)) * 60 < JUST_READ_MINUTES
}

/** True for a listing that was never read, or whose last attempt failed. */
export function isUnfinished({ state, next_retry_at: retryAt }: DueFacts): boolean {
  return state === 'pending' || state === 'failed' || retryAt !== null
}

/* Followed listings. */

/** Minimum hours between readings of a followed listing, which is read once per night. */
const REST_HOURS = 6

/** Minimum hours between readings of a page that no parser knows. */
const REST_HOURS_AFTER_DRIFT = 24

/** Explains why a followed listing is due; null while it is not. */
export function whyFollowedIsDue(row: DueFacts | undefined, now: Temporal.Instant): string | null {
  if (!row) return 'never read'
  if (isUnfinished(row)) return hasCome(row.next_retry_at, now) ? `again: ${row.reason ?? 'pending'}` : null
  if (row.fetched_at === null) return 'never read'
  const hours = hoursSince(row.fetched_at, now)
  if (hours < (row.state === 'drift' ? REST_HOURS_AFTER_DRIFT : REST_HOURS)) return null
  return `read ${Math.floor(hours)} hours ago`
}

/** True while a missing list may only be late: of a recent day, or a week or month that still moves. */
export function mayStillCome({ kind, key }: Listing, at: Temporal.Instant): boolean {
  if (kind === 'day') return nextDueAfterNone(key, at) !== null
  if (kind !== 'week' && kind !== 'month') return false
  const moving: Followed = kind
  return listingsOn(moving, dayOf(at)).some((listing) => key >= listing.key)
}

/* Papers' own pages. */

/** Days after a paper's first list on which its own page is read: comments and links come for some weeks. */
export const PAGE_READ_DAYS = [1, 7, 30] as const

/**
 * Maximum days since a paper's first list for a night to check it: the last planned reading, and some nights to make
 * up for.
 */
export const PAGE_READS_END = 40

/** Votes won since the last reading that make a page due sooner. */
export const MOVED_VOTES = 10

/** ... if they are at least this share of the votes that it had then. */
const MOVED_SHARE = 0.5

/** Minimum hours between readings of a page for its votes: once a day, with slack for a night that starts early. */
const PAGE_REST_HOURS = 20

/** Failures after which a page waits for its next planned reading. */
export const PAGE_TRIES = 5

/** Facts that decide when a paper's own page is due. */
export interface PageFacts {
  /** First day whose list has the paper. */
  readonly first_day: Day
  readonly upvotes: number | null
  /** Votes known at the last reading of its page. */
  readonly upvotes_read: number | null
  readonly fetched_at: string | null
  /** Last attempt, with or without an answer; null for never. */
  readonly tried_at: string | null
  readonly attempts: number
  readonly next_retry_at: string | null
  readonly reason: string | null
}

/** A due reading of a paper's page. */
export interface DuePage {
  readonly why: string
  /** Day on which it became due. */
  readonly dueOn: Day
  /** Order among pages that became due on one day: planned readings in order, then moved votes. */
  readonly stage: number
}

/** Finds the due reading of a paper's page, and since when it is due; null when none is due. */
export function duePage(row: PageFacts, now: Temporal.Instant): DuePage | null {
  const days = latestRead(row.first_day, now)
  if (days === null) return null
  const due = { dueOn: addDays(row.first_day, days), stage: PAGE_READ_DAYS.indexOf(days) }
  if (row.tried_at === null) return { ...due, why: 'never read' }
  const start = startOfDay(due.dueOn)
  if (Temporal.Instant.compare(Temporal.Instant.from(row.tried_at), start) < 0) {
    const why = row.fetched_at === null ? 'never read' : `read before day ${days} after its first list`
    return { ...due, why }
  }
  if (row.next_retry_at !== null) {
    const isDue = row.attempts < PAGE_TRIES && hasCome(row.next_retry_at, now)
    return isDue ? { ...due, why: `again: ${row.reason ?? 'no reason known'}` } : null
  }
  return movedPage(row, row.tried_at, now)
}

/** Finds the latest planned reading of a paper's page so far, in days after its first day; null before the first one. */
export function latestRead(firstDay: Day, now: Temporal.Instant): (typeof PAGE_READ_DAYS)[number] | null {
  const today = dayOf(now)
  return PAGE_READ_DAYS.findLast((days) => addDays(firstDay, days) <= today) ?? null
}

/** True for a paper that won enough votes since its page was read to be read again. */
export function hasMoved(upvotesRead: number, upvotes: number): boolean {
  const gained = upvotes - upvotesRead
  return gained >= MOVED_VOTES && gained >= upvotesRead * MOVED_SHARE
}

function movedPage(
  { upvotes, upvotes_read: before }: PageFacts,
  triedAt: string,
  now: Temporal.Instant,
): DuePage | null {
  if (upvotes === null || before === null || !hasMoved(before, upvotes)) return null
  if (hoursSince(triedAt, now) < PAGE_REST_HOURS) return null
  return {
    why: `${before} votes when it was read, ${upvotes} now`,
    dueOn: dayOf(now),
    stage: PAGE_READ_DAYS.length,
  }
}

/* After a failure. */

/** Delay before a list on hold is read again. */
const HELD_RETRY_MINUTES = 60

/** Delay before a refused listing is requested again. */
const REFUSED_RETRY_MINUTES = 60

const LONGEST_RETRY_MINUTES = 360

/** Computes when a list on hold is read again. */
export function retryOnHold(observedAt: string): string {
  return isoInstant(Temporal.Instant.from(observedAt).add({ minutes: HELD_RETRY_MINUTES }))
}

/** Computes when a refused listing is requested again. */
export function retryRefused(fetchedAt: Temporal.Instant): string {
  return isoInstant(fetchedAt.add({ minutes: REFUSED_RETRY_MINUTES }))
}

/**
 * Computes when a failed listing is retried: a minute after the first failure and twice as long after each further one,
 * to at most six hours, times 0.5 to 1.5.
 *
 * @param attempts earlier failures
 * @param jitter from 0 to 1
 */
export function retryFailed(failedAt: Temporal.Instant, attempts: number, jitter: number): Temporal.Instant {
  const minutes = Math.min(LONGEST_RETRY_MINUTES, 2 ** Math.min(attempts, 10)) * (0.5 + jitter)
  return failedAt.add({ seconds: Math.round(minutes * 60) })
}
