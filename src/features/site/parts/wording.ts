import { type Day, dayOf } from '../../../model/day.ts'
import type { FixedPeriod } from '../../../query/period.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
/** From Monday. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

/** `Wednesday, 3 June 2026`. Not by the reader's locale: pages come out the same wherever they are made. */
export function dayWords(day: Day): string {
  return `${WEEKDAYS[Temporal.PlainDate.from(day).dayOfWeek - 1]}, ${shortDay(day)}`
}

/** `3 June 2026`. */
export function shortDay(day: Day): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${date} ${MONTHS[(month ?? 0) - 1]} ${year}`
}

/** `3 June 2026`, `Week 23 of 2026`, `June 2026`, `1 May 2026 to 31 May 2026`. */
export function periodWords({ kind, key }: Pick<FixedPeriod, 'kind' | 'key'>): string {
  if (kind === 'day') return shortDay(key)
  if (kind === 'range') return key.split('/').map(shortDay).join(' to ')
  if (kind === 'week') return `Week ${Number(key.slice(6))} of ${key.slice(0, 4)}`
  return kind === 'month' ? `${MONTHS[Number(key.slice(5)) - 1]} ${key.slice(0, 4)}` : 'All days'
}

/** `3 June 2026, 14:05`, UTC, for `2026-06-03T14:05:09.000Z`. */
export function instantWords(instant: string): string {
  return `${shortDay(dayOf(instant))}, ${instant.slice(11, 16)}`
}

/** `12,345`; a dash for what is not known. */
export function count(value: number | null): string {
  return value === null ? '–' : String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 vote`, `2 votes`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** `14 minutes ago`, `5 hours ago`, `6 days ago`. */
export function agoWords(instant: string, now: Temporal.Instant): string {
  const minutes = Math.floor(Temporal.Instant.from(instant).until(now).total('minutes'))
  if (minutes < 1) return 'a moment ago'
  if (minutes < 120) return `${counted(minutes, 'minute')} ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} hours ago` : `${counted(Math.floor(hours / 24), 'day')} ago`
}

/** `+12`, `−2` with a minus sign, `0`. */
export function gainWords(votes: number): string {
  return votes > 0 ? `+${count(votes)}` : votes < 0 ? `−${count(-votes)}` : '0'
}
