/** Day of the site's first Daily Papers list. */
export const FIRST_DAY = '2023-05-04'

/** A calendar date as in the site's addresses, UTC: `2026-06-03`. */
export type Day = string

/** Returns the UTC date of an instant: `2026-06-03`. */
export function dayOf(instant: Temporal.Instant | string): Day {
  // As the database writes them for readers, by the thousand on some pages: the day stands in front.
  if (typeof instant === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(instant)) return instant.slice(0, 10)
  return Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').toPlainDate().toString()
}

/** True for a date that exists, written as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}

/**
 * Parses a day as typed: a date, `today`, `yesterday`, or `-7` for seven days before today.
 *
 * @returns null for any other text, and for a date that does not exist
 */
export function dayFrom(text: string, today: Day): Day | null {
  if (text === 'today') return today
  if (text === 'yesterday') return addDays(today, -1)
  const [, ago] = /^-(\d{1,4})$/.exec(text) ?? []
  if (ago !== undefined) return addDays(today, -Number(ago))
  return isDay(text) ? text : null
}

/** Adds days to a day: `addDays('2026-02-28', 1)` is `2026-03-01`. */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** Lists all days from the first to the last, both included; none when the first is later. */
export function daysFrom(first: Day, last: Day): Day[] {
  const days: Day[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}

/** True from Monday to Friday. */
export function isWeekday(day: Day): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek <= 5
}

/** Returns the first instant of a day, UTC. */
export function startOfDay(day: Day): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime('UTC').toInstant()
}

/** Formats an instant as in the database and the logs, to the millisecond: `2026-06-03T10:00:00.000Z`. */
export function isoInstant(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3 })
}

const NORMALIZED = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/

/**
 * Normalizes an ISO 8601 instant as in the database and the logs. The site's are already normalized and only checked.
 *
 * @throws {RangeError} for text that is not an instant
 */
export function isoInstantOf(text: string): string {
  const ms = Date.parse(text)
  // Every month has these days; "24:00" is the one time that comes back as another one.
  if (!Number.isNaN(ms) && NORMALIZED.test(text)) return text
  // A date that does not exist comes back as another one.
  if (!Number.isNaN(ms) && new Date(ms).toISOString() === text) return text
  return isoInstant(Temporal.Instant.from(text))
}

/** True for an ISO week that exists: `2026-W53`, not `2025-W53`. */
export function isWeek(text: string): boolean {
  const match = /^(\d{4})-W(\d{2})$/.exec(text)
  if (!match) return false
  const week = Number(match[2])
  const lastWeek = Temporal.PlainDate.from(`${match[1]}-12-28`).weekOfYear ?? 52
  return week >= 1 && week <= lastWeek
}

/** True for a month that exists: `2026-06`. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

/** Returns the ISO week of a day: `2026-W23`. The first days of January may belong to a week of the year before. */
export function weekOf(day: Day): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(day)
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`
}

/** Returns the first weekday of a week or month, when its list usually starts. */
export function firstWeekdayOf(kind: 'week' | 'month', key: string): Day {
  if (kind === 'week') {
    const fourth = Temporal.PlainDate.from(`${key.slice(0, 4)}-01-04`)
    return fourth.add({ days: 1 - fourth.dayOfWeek + 7 * (Number(key.slice(6)) - 1) }).toString()
  }
  return daysFrom(`${key}-01`, `${key}-03`).find((day) => isWeekday(day)) ?? `${key}-01`
}

/** Tolerance for wrong clocks and zones: a capture beyond it is not of the past. */
const CLOCK_SLACK_HOURS = 24

/** Returns a problem if a capture's instant is more than a day in the future; otherwise null. */
export function fromTheFuture(instant: Temporal.Instant, now: Temporal.Instant): string | null {
  if (now.until(instant).total('hours') <= CLOCK_SLACK_HOURS) return null
  return `captured at ${isoInstant(instant)} is in the future, it is ${isoInstant(now)} now: expected a past time`
}
