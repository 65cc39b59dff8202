import { addDays, type Day, dayOf, isoInstant, startOfDay } from './day.ts'
import { type Followed, listingsOn } from './follow.ts'
import type { Listing } from './listing.ts'

/*
 * When something is due again: all rules of it, for days, for what is followed, for papers' own pages, and after a
 * failure. What is planned of what is due, and in which order, the jobs say.
 */

/** What the ledger knows of a listing, as far as it decides when it is due. Instants are ISO 8601, UTC. */
export interface DueFacts {
  readonly state: string
  readonly reason: string | null
  /** When it was read last; null for never. */
  readonly fetched_at: string | null
  /** When it is tried again after a failure; null for none, or not by itself. */
  readonly next_retry_at: string | null
  /** When a good one is read again; null for never. */
  readonly next_due_at: string | null
}

/** True from an instant on; of none, always. */
function hasCome(at: string | null, now: Temporal.Instant): boolean {
  return at === null || Temporal.Instant.compare(Temporal.Instant.from(at), now) <= 0
}

/** Hours since an instant; of none without end. */
function hoursSince(at: string | null, now: Temporal.Instant): number {
  return at === null ? Infinity : now.since(Temporal.Instant.from(at)).total('hours')
}

/* Days. */

/**
 * How many days after its date a list is read again. Lists grow all day and after midnight, votes settle in one to
 * two weeks.
 */
const REFRESH_AFTER_DAYS = [1, 2, 3, 5, 7, 10, 14, 21, 30] as const

/** A list that was read this many days after its date takes no more papers, as a rule. */
const SETTLED_AFTER_DAYS = 2

/** A day without a list is looked at again up to this many days after it: its list may be late. */
const EMPTY_SETTLED_AFTER_DAYS = 3

const JUST_READ_MINUTES = 10

/** A page that nobody could read is looked at once a day; an hour less, since no two nights begin at the same second. */
const LOOK_AGAIN_HOURS = 23

/** The instant from which a reading of a day's list finds it complete. */
export function settledFrom(day: Day): Temporal.Instant {
  return startOfDay(addDays(day, SETTLED_AFTER_DAYS))
}

/** How a day stands after a reading: still taking papers, or complete as far as can be known. */
export function dayStateAfter(day: Day, observedAt: Temporal.Instant): 'open' | 'complete' {
  return Temporal.Instant.compare(observedAt, settledFrom(day)) < 0 ? 'open' : 'complete'
}

/**
 * When a day's list is due again after it was read, or null when no more reading is planned. A list that was the same
 * at its last two readings settles sooner: its next reading is passed over.
 */
export function nextDueAfter(day: Day, observedAt: Temporal.Instant, isUnchanged: boolean): string | null {
  const [next, following] = readingsAfter(day, REFRESH_AFTER_DAYS, observedAt)
  const isYoung = dayStateAfter(day, observedAt) === 'open'
  return (isUnchanged && !isYoung ? following : next) ?? null
}

/** When a day without a list of its own is due again, or null when it is taken for empty. */
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

/** Why a known day is due by itself; null while it is not. One whose page had changed: see `changedFor`. */
export function whyDayIsDue(row: DueFacts, now: Temporal.Instant): string | null {
  if (isUnfinished(row)) {
    if (!hasCome(row.next_retry_at, now)) return null
    return row.reason === null ? 'pending' : `again: ${row.reason}`
  }
  const isDue = row.state !== 'drift' && row.next_due_at !== null && hasCome(row.next_due_at, now)
  return isDue ? `${row.state}, due again` : null
}

/** For how many hours a page that nobody could read has not been looked at; null for one that is not due again. */
export function changedFor(row: DueFacts, now: Temporal.Instant): number | null {
  const hours = hoursSince(row.fetched_at, now)
  return row.state === 'drift' && row.next_retry_at === null && hours >= LOOK_AGAIN_HOURS ? hours : null
}

/** A list is not worth another request so soon: of runs that begin together one reads it. */
export function wasJustRead(row: DueFacts | undefined, now: Temporal.Instant): boolean {
  if (!row || row.fetched_at === null || row.next_retry_at !== null) return false
  // Another machine's clock may be a little ahead of this one's.
  return Math.abs(hoursSince(row.fetched_at, now)) * 60 < JUST_READ_MINUTES
}

/** True for one that was never read, or whose last try failed. */
export function isUnfinished({ state, next_retry_at: retryAt }: DueFacts): boolean {
  return state === 'pending' || state === 'failed' || retryAt !== null
}

/* What is followed. */

/** What is followed is read once per night, and no more often than this. */
const REST_HOURS = 6

/** A page that no parser knew is looked at again no more often than this. */
const REST_HOURS_AFTER_DRIFT = 24

/** Why a listing that is followed is due; null while it is not. */
export function whyFollowedIsDue(row: DueFacts | undefined, now: Temporal.Instant): string | null {
  if (!row) return 'never read'
  if (isUnfinished(row)) return hasCome(row.next_retry_at, now) ? `again: ${row.reason ?? 'pending'}` : null
  if (row.fetched_at === null) return 'never read'
  const hours = hoursSince(row.fetched_at, now)
  if (hours < (row.state === 'drift' ? REST_HOURS_AFTER_DRIFT : REST_HOURS)) return null
  return `read ${Math.floor(hours)} hours ago`
}

/** True while the site may only be late with a list that it does not have: of a young day, or a week or month that moves. */
export function mayStillCome({ kind, key }: Listing, at: Temporal.Instant): boolean {
  if (kind === 'day') return nextDueAfterNone(key, at) !== null
  if (kind !== 'week' && kind !== 'month') return false
  const moving: Followed = kind
  return listingsOn(moving, dayOf(at)).some((listing) => key >= listing.key)
}

/* Papers' own pages. */

/** How many days after its first day on a list a paper's own page is read: comments and links come for some weeks. */
export const PAGE_READ_DAYS = [1, 7, 30] as const

/**
 * A night looks at papers whose first day is at most so many days ago: the last planned reading, and some nights to make
 * up for.
 */
export const PAGE_READS_END = 40

/** A paper that won so many votes since its page was read is talked about: its page is read sooner. */
export const MOVED_VOTES = 10

/** ... if they are at least so large a part of the votes that it had then. */
const MOVED_SHARE = 0.5

/** A page is read for its votes no more often than this: once a day, with room for a night that begins early. */
const PAGE_REST_HOURS = 20

/** A page that failed so often waits for its next planned reading. */
export const PAGE_TRIES = 5

/** What decides when a paper's own page is due. */
export interface PageFacts {
  /** The first day on whose list the paper is. */
  readonly first_day: Day
  readonly upvotes: number | null
  /** Votes that were known when its page was read last. */
  readonly upvotes_read: number | null
  readonly fetched_at: string | null
  /** When it was last tried, with or without an answer; null for never. */
  readonly tried_at: string | null
  readonly attempts: number
  readonly next_retry_at: string | null
  readonly reason: string | null
}

/** A reading of a paper's page that is due. */
export interface DuePage {
  readonly why: string
  /** The day on which it became due. */
  readonly dueOn: Day
  /** Of pages that became due on one day lower ones go first: planned readings in their order, then votes that moved. */
  readonly stage: number
}

/** Which reading of a paper's page is due, and since when; null for a page that need not be read now. */
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

/** The last planned reading of a paper's page that has come, in days after its first day; null before the first one. */
export function latestRead(firstDay: Day, now: Temporal.Instant): (typeof PAGE_READ_DAYS)[number] | null {
  const today = dayOf(now)
  return PAGE_READ_DAYS.findLast((days) => addDays(firstDay, days) <= today) ?? null
}

/** True for a paper that won so many votes since its page was read that it is worth another reading now. */
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

/** A list that is on hold is looked at again after this. */
const HELD_RETRY_MINUTES = 60

/** A listing that the site refused to give is asked for again after this. */
const REFUSED_RETRY_MINUTES = 60

const LONGEST_RETRY_MINUTES = 360

/** When a list that is on hold is looked at again. */
export function retryOnHold(observedAt: string): string {
  return isoInstant(Temporal.Instant.from(observedAt).add({ minutes: HELD_RETRY_MINUTES }))
}

/** When a listing that the site refused to give is asked for again. */
export function retryRefused(fetchedAt: Temporal.Instant): string {
  return isoInstant(fetchedAt.add({ minutes: REFUSED_RETRY_MINUTES }))
}

/**
 * When a listing that failed is tried again: a minute after the first failure and twice as long after each further one,
 * to at most six hours, times 0.5 to 1.5.
 *
 * @param attempts failed ones before
 * @param jitter from 0 to 1
 */
export function retryFailed(failedAt: Temporal.Instant, attempts: number, jitter: number): Temporal.Instant {
  const minutes = Math.min(LONGEST_RETRY_MINUTES, 2 ** Math.min(attempts, 10)) * (0.5 + jitter)
  return failedAt.add({ seconds: Math.round(minutes * 60) })
}
