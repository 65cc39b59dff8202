import { addDays, type Day, dayOf, startOfDay } from './day.ts'

/** How many days after its first day on a list a paper's own page is read: comments and links come for some weeks. */
export const PAPER_TURNS = [1, 7, 30] as const

/** A night looks at papers whose first day is at most so many days ago: the last turn, and some nights to make up for. */
export const PAPER_TURNS_END = 40

/** A paper that won so many votes since its page was read is talked about: its page is read sooner. */
export const MOVED_VOTES = 10

/** ... if they are at least so large a part of the votes that it had then. */
const MOVED_SHARE = 0.5

/** A page is read for its votes no more often than this: once a day, with room for a night that begins early. */
export const PAPER_REST_HOURS = 20

/** A page that failed so often waits for its next turn. */
export const PAPER_TRIES = 5

/** The last turn of a paper that has come, in days after its first day; null before the first one. */
export function latestTurn(firstDay: Day, now: Temporal.Instant): (typeof PAPER_TURNS)[number] | null {
  const today = dayOf(now)
  return PAPER_TURNS.findLast((days) => addDays(firstDay, days) <= today) ?? null
}

/** When a turn of a paper begins. */
export function turnStart(firstDay: Day, turn: number): Temporal.Instant {
  return startOfDay(addDays(firstDay, turn))
}

/** True for a paper that won so many votes since its page was read that it is worth another reading now. */
export function hasMoved(upvotesRead: number, upvotes: number): boolean {
  const gained = upvotes - upvotesRead
  return gained >= MOVED_VOTES && gained >= upvotesRead * MOVED_SHARE
}
