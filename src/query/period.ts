import { addDays, type Day, dayFrom, FIRST_DAY, isDay, isMonth, isWeek, weekOf } from '../model/day.ts'

/** Periods that move with the calendar; `newest` is the newest day with a list, `all` is every day. */
export const MOVING_PERIODS = [
  'newest',
  'today',
  'yesterday',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'all',
] as const

export type MovingPeriod = (typeof MOVING_PERIODS)[number]

/**
 * Period of a selection's lists: a day `2026-06-03`, a week `2026-W23`, a month `2026-06`, a range of days
 * `2026-05-01/2026-05-31`, or a moving one. Ends of a moving range are days as typed; null for the first day
 * and for today.
 */
export type Period =
  | { readonly kind: FixedKind; readonly key: string }
  | { readonly kind: MovingPeriod }
  | { readonly kind: 'last-days'; readonly days: number }
  | { readonly kind: 'days-ago'; readonly days: number }
  | { readonly kind: 'moving-range'; readonly from: string | null; readonly to: string | null }

/** Kinds of fixed periods. */
type FixedKind = 'day' | 'week' | 'month' | 'range'

/** A fixed period: its first and last day, UTC, both included; null for every day. */
export interface FixedPeriod {
  readonly kind: FixedKind | 'all'
  /** `2026-06-03`, `2026-W23`, `2026-06`, `2026-05-01/2026-05-31`, or `all`. */
  readonly key: string
  readonly days: { readonly first: Day; readonly last: Day } | null
}

const VALID = { day: isDay, week: isWeek, month: isMonth }

/** True for a day, week or month that exists. */
export function isPeriodKey(kind: 'day' | 'week' | 'month', key: string): boolean {
  return VALID[kind](key)
}

/** True for a period of one day: its papers have ranks on one list. */
export function isOneDay({ kind }: Pick<Period, 'kind'>): boolean {
  return ['day', 'newest', 'today', 'yesterday', 'days-ago'].includes(kind)
}

/**
 * Makes a day, week, month or range with its days.
 *
 * @param key a valid key (see `isPeriodKey`)
 */
export function fixedPeriod(kind: FixedKind, key: string): FixedPeriod {
  return { kind, key, days: DAYS_OF[kind](key) }
}

const DAYS_OF: Record<FixedKind, (key: string) => { first: Day; last: Day }> = {
  day: (key) => ({ first: key, last: key }),
  week: (key) => {
    // January 4 is always in the first week.
    const january = Temporal.PlainDate.from(`${key.slice(0, 4)}-01-04`)
    const monday = january.subtract({ days: january.dayOfWeek - 1 }).add({ weeks: Number(key.slice(6)) - 1 })
    return { first: monday.toString(), last: monday.add({ days: 6 }).toString() }
  },
  month: (key) => {
    const first = Temporal.PlainDate.from(`${key}-01`)
    return { first: first.toString(), last: first.add({ months: 1 }).subtract({ days: 1 }).toString() }
  },
  range: (key) => {
    const [first = '', last = ''] = key.split('/')
    return { first, last }
  },
}

function endsOf(
  { from, to }: { readonly from: string | null; readonly to: string | null },
  today: Day,
): { first: Day; last: Day } {
  return {
    first: (from === null ? null : dayFrom(from, today)) ?? FIRST_DAY,
    last: (to === null ? null : dayFrom(to, today)) ?? today,
  }
}

/** Explains why a range can hold no list: its ends are swapped, or outside the days with lists. */
export function emptyRange({ kind, days }: FixedPeriod, today: Day): string | null {
  if (kind !== 'range' || days === null) return null
  const { first, last } = days
  if (first > today) return `from:${first}: that day is in the future; today is ${today} (UTC)`
  if (last < FIRST_DAY)
    return `to:${last}: the first list is of ${FIRST_DAY}; ask for that day or a later one`
  return first > last ? `from:${first} is after to:${last}: swap them, as in from:${last} to:${first}` : null
}

function rangeOf({ first, last }: { readonly first: Day; readonly last: Day }): FixedPeriod {
  return fixedPeriod('range', `${first}/${last}`)
}

/**
 * Resolves a period as of today.
 *
 * @param newest the newest day with a list; null if there is none, then `newest` is today
 */
export function placePeriod(period: Period, today: Day, newest: Day | null): FixedPeriod {
  switch (period.kind) {
    case 'day':
    case 'week':
    case 'month':
    case 'range':
      return fixedPeriod(period.kind, period.key)
    case 'last-days':
      return rangeOf({ first: addDays(today, 1 - period.days), last: today })
    case 'days-ago':
      return fixedPeriod('day', addDays(today, -period.days))
    case 'moving-range':
      return rangeOf(endsOf(period, today))
    case 'all':
      return { kind: 'all', key: 'all', days: null }
    case 'newest':
      return fixedPeriod('day', newest ?? today)
    case 'today':
      return fixedPeriod('day', today)
    case 'yesterday':
      return fixedPeriod('day', addDays(today, -1))
    case 'this-week':
      return fixedPeriod('week', weekOf(today))
    case 'last-week':
      return fixedPeriod('week', weekOf(addDays(today, -7)))
    case 'this-month':
      return fixedPeriod('month', today.slice(0, 7))
    case 'last-month':
      return fixedPeriod('month', addDays(`${today.slice(0, 7)}-01`, -1).slice(0, 7))
  }
}

/** Returns the previous or next day, week or month; null for every day and for a range. */
export function neighbour({ kind, days }: FixedPeriod, step: -1 | 1): FixedPeriod | null {
  if (days === null || kind === 'all' || kind === 'range') return null
  const day = step < 0 ? addDays(days.first, -1) : addDays(days.last, 1)
  return fixedPeriod(kind, { day, week: weekOf(day), month: day.slice(0, 7) }[kind])
}
