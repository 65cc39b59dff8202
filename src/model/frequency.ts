import { addDays, type Day, dayOf, startOfDay, weekOf } from './day.ts'

/** How often a reader gets a mail. */
export const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const

export type Frequency = (typeof FREQUENCIES)[number]

/** When a reader gets mails: from the hour on (0 to 23) in the zone, such as `Europe/Berlin`. */
export interface Appointment {
  readonly frequency: Frequency
  readonly hour: number
  readonly zone: string
}

/** Days, from the first to the last, both included. */
export interface DaySpan {
  readonly first: Day
  readonly last: Day
}

/** A run that was not made for longer catches up on no more days than these. */
export const DAYS_CAUGHT_UP = 7

/** The key of a week or month that ends with a day, or the day itself: what a mail of that frequency is of. */
export function periodOf(
  frequency: Frequency,
  lastDay: Day,
): { kind: 'day' | 'week' | 'month'; key: string } {
  if (frequency === 'weekly') return { kind: 'week', key: weekOf(lastDay) }
  if (frequency === 'monthly') return { kind: 'month', key: lastDay.slice(0, 7) }
  return { kind: 'day', key: lastDay }
}

/**
 * When the mail about a period goes out: at the reader's hour, the first time that it comes after the period is over
 * (in UTC, as the site counts its days). An hour that a zone leaves out is taken an hour later, one that it has twice
 * the first time.
 */
export function dueAt({ hour, zone }: Appointment, lastDay: Day): Temporal.Instant {
  const over = startOfDay(addDays(lastDay, 1)).toZonedDateTimeISO(zone)
  const plainTime = Temporal.PlainTime.from({ hour })
  const at = (days: number) => over.toPlainDate().add({ days }).toZonedDateTime({ timeZone: zone, plainTime })
  const sameDay = at(0)
  return (Temporal.ZonedDateTime.compare(sameDay, over) < 0 ? at(1) : sameDay).toInstant()
}

/**
 * The last days of periods whose mail is due, newest first: a day of the last few, or the newest whole week or month.
 *
 * @param since mails of before are not sent any more
 */
export function duePeriods(appointment: Appointment, now: Temporal.Instant, since: Temporal.Instant): Day[] {
  return overPeriods(appointment.frequency, dayOf(now)).filter((lastDay) => {
    const at = dueAt(appointment, lastDay)
    return Temporal.Instant.compare(at, now) <= 0 && Temporal.Instant.compare(at, since) > 0
  })
}

function overPeriods(frequency: Frequency, today: Day): Day[] {
  const yesterday = addDays(today, -1)
  if (frequency === 'daily')
    return Array.from({ length: DAYS_CAUGHT_UP }, (_, age) => addDays(yesterday, -age))
  const date = Temporal.PlainDate.from(today)
  if (frequency === 'weekly') return [addDays(today, -date.dayOfWeek)]
  return [addDays(date.with({ day: 1 }).toString(), -1)]
}

/**
 * The days that a mail is of.
 *
 * @param lastSent the last day of the mail before; null for the first mail
 */
export function daysOfMail(frequency: Frequency, lastDay: Day, lastSent: Day | null): DaySpan {
  if (frequency === 'weekly') return { first: addDays(lastDay, -6), last: lastDay }
  if (frequency === 'monthly') return { first: `${lastDay.slice(0, 7)}-01`, last: lastDay }
  const earliest = addDays(lastDay, 1 - DAYS_CAUGHT_UP)
  const next = lastSent === null ? lastDay : addDays(lastSent, 1)
  return { first: next < earliest ? earliest : next, last: lastDay }
}

/** True for a time zone that exists. */
export function isZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return true
  } catch {
    return false
  }
}
