import { addDays, type Day, isoInstant, startOfDay } from './day.ts'

/**
 * How many days after its date a list is read again. Lists grow all day and after midnight, votes settle in one to
 * two weeks.
 */
const REFRESH_AFTER_DAYS = [1, 2, 3, 5, 7, 10, 14, 21, 30] as const

/** A list that was read this many days after its date takes no more papers, as a rule. */
const SETTLED_AFTER_DAYS = 2

/** A day without a list is looked at again up to this many days after it: its list may be late. */
const EMPTY_SETTLED_AFTER_DAYS = 3

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
 * at its last two readings settles sooner: its next turn is passed over.
 */
export function nextDueAfter(day: Day, observedAt: Temporal.Instant, isUnchanged: boolean): string | null {
  const [next, following] = turnsAfter(day, REFRESH_AFTER_DAYS, observedAt)
  const isYoung = dayStateAfter(day, observedAt) === 'open'
  return (isUnchanged && !isYoung ? following : next) ?? null
}

/** When a day without a list of its own is due again, or null when it is taken for empty. */
export function nextDueAfterNone(day: Day, observedAt: Temporal.Instant): string | null {
  const few = REFRESH_AFTER_DAYS.filter((days) => days <= EMPTY_SETTLED_AFTER_DAYS)
  return turnsAfter(day, few, observedAt)[0] ?? null
}

function turnsAfter(day: Day, pace: readonly number[], observedAt: Temporal.Instant): string[] {
  return pace
    .map((days) => startOfDay(addDays(day, days)))
    .filter((due) => Temporal.Instant.compare(due, observedAt) > 0)
    .map((due) => isoInstant(due))
}
