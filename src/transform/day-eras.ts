import { isDay } from '../model/day.ts'
import type { CaptureForm } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'

/** What a page's JSON says of itself, before its entries are looked at. */
export interface Outline {
  /** The listing that the page is, or null when it does not say. */
  readonly found: Listing | null
  /** The elements of the list as they came. */
  readonly entries: readonly unknown[]
  readonly complete: boolean
  readonly previousKey: string | null
  readonly nextKey: string | null
}

/** One generation of one kind of page. To add one, write its row in `ERAS`. */
export interface Era {
  /** Stable name, stored with each reading: `day-2026`. */
  readonly name: string
  readonly form: CaptureForm
  /** What the page held, taken apart; null when the page is not of this era. */
  readonly outline: (source: unknown) => Outline | null
}

/** The API answers one page of at most this many entries when no limit is given, and at most twice as many. */
const API_PAGE_SIZES: ReadonlySet<number> = new Set([50, 100])

const day2026: Era = {
  name: 'day-2026',
  form: 'page',
  outline: (source) => {
    const props = asObject(source)
    const entries = props?.['dailyPapers']
    if (!props || !Array.isArray(entries) || props['periodType'] !== 'day') return null
    return pageOutline(props, props['dateString'], entries)
  },
}

const day2024: Era = {
  name: 'day-2024',
  form: 'page',
  outline: (source) => {
    const props = asObject(source)
    const entries = props?.['dailyPapers']
    if (!props || !Array.isArray(entries) || 'periodType' in props || typeof props['date'] !== 'string')
      return null
    return pageOutline(props, props['date'], entries)
  },
}

const dayApi: Era = {
  name: 'day-api',
  form: 'api',
  outline: (source) => {
    if (!Array.isArray(source)) return null
    const entries: readonly unknown[] = source
    return {
      found: dayFound(commonest(entries.map((entry) => submissionDay(entry)))),
      entries,
      complete: !API_PAGE_SIZES.has(entries.length),
      previousKey: null,
      nextKey: null,
    }
  },
}

/** All known generations, the likeliest first; the page itself decides which one reads it. */
export const ERAS: readonly Era[] = [day2026, day2024, dayApi]

/** What day pages of every era have in common; the date stands under another key in each. */
function pageOutline(props: Record<string, unknown>, date: unknown, entries: readonly unknown[]): Outline {
  return {
    found: dayFound(date),
    entries,
    complete: true,
    previousKey: dayKey(props['prevDate']),
    nextKey: dayKey(props['nextDate']),
  }
}

function asObject(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function dayKey(value: unknown): string | null {
  return typeof value === 'string' && isDay(value.slice(0, 10)) ? value.slice(0, 10) : null
}

function dayFound(value: unknown): Listing | null {
  const key = dayKey(value)
  return key === null ? null : { kind: 'day', key }
}

/** The UTC date of submission is the date of the list. */
function submissionDay(entry: unknown): string | null {
  return dayKey(asObject(asObject(entry)?.['paper'])?.['submittedOnDailyAt'])
}

function commonest(days: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const day of days) if (day !== null) counts.set(day, (counts.get(day) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
