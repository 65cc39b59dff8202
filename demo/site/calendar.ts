/** Milliseconds of an hour. */
export const HOUR_MS = 3_600_000
/** Milliseconds of a day in UTC. */
export const DAY_MS = 24 * HOUR_MS

/** Midnight in UTC at the start of a day ("2025-09-22"), in milliseconds since 1970. */
export function startOfDayMs(day: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds
}

/** The UTC day of an instant, such as "2025-09-22". */
export function dayOfMs(instantMs: number): string {
  return isoOfMs(instantMs).slice(0, 10)
}

/** An instant as the site writes it, such as "2025-09-22T13:26:24.000Z". */
export function isoOfMs(instantMs: number): string {
  return new Date(instantMs).toISOString()
}

/** The day `days` after (or, negative, before) another. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** Whether the text is a day that exists, written as "2025-09-22". */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    Temporal.PlainDate.from(text)
    return true
  } catch {
    return false
  }
}

/** Whether the day is a Saturday or a Sunday. */
export function isWeekend(day: string): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek > 5
}

/** First and last day of a period, both included. */
export interface Period {
  readonly from: string
  readonly to: string
}

/** The days of an ISO week such as "2026-W23", or undefined for a week that does not exist. */
export function periodOfWeek(week: string): Period | undefined {
  const match = /^(\d{4})-W(\d{2})$/.exec(week)
  if (match === null) return undefined
  const fourth = Temporal.PlainDate.from(`${match[1]}-01-04`)
  const monday = fourth.add({ days: 1 - fourth.dayOfWeek + 7 * (Number(match[2]) - 1) })
  if (weekOfDay(monday.toString()) !== week) return undefined
  return { from: monday.toString(), to: monday.add({ days: 6 }).toString() }
}

/** The days of a month such as "2026-06", or undefined for one that does not exist. */
export function periodOfMonth(month: string): Period | undefined {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return undefined
  const first = Temporal.PlainDate.from(`${month}-01`)
  return { from: first.toString(), to: first.add({ months: 1 }).subtract({ days: 1 }).toString() }
}

/** The ISO week of a day, such as "2026-W23". */
export function weekOfDay(day: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(day)
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`
}
