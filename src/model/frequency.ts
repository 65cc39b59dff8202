import { addDays, type Day, dayOf, startOfDay, weekOf } from './day.ts'

/** Frequencies of mails. */
export const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const

export type Frequency = (typeof FREQUENCIES)[number]

/** Time of a reader's mails: from the hour on (0 to 23) in the zone, such as `Europe/Berlin`. */
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

/** Maximum number of missed days that a mail covers. */
export const DAYS_CAUGHT_UP = 7

/** Returns the period of a mail by its last day: the day itself, or the week or month that ends with it. */
export function periodOf(
  frequency: Frequency,
  lastDay: Day,
): { kind: 'day' | 'week' | 'month'; key: string } {
  if (frequency === 'weekly') return { kind: 'week', key: weekOf(lastDay) }
  if (frequency === 'monthly') return { kind: 'month', key: lastDay.slice(0, 7) }
  return { kind: 'day', key: lastDay }
}

/**
 * Computes when the mail about a period is sent: at the reader's hour, the first time after the period is over
 * (in UTC, as the site counts its days). An hour that a zone skips is taken an hour later, one that it has twice
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
 * Lists the last days of periods whose mail is due, newest first: recent days, or the newest complete week or month.
 *
 * @param since earlier mails are no longer sent
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
 * Returns the days that a mail covers.
 *
 * @param lastSent the last day of the previous mail; null for the first mail
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
