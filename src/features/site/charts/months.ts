import { addDays, type Day, firstWeekdayOf, isWeekday } from '../../../model/day.ts'
import { periodWords, shortDay } from '../parts/wording.ts'

/** No chart shows more months than these, the newest. */
const MOST_MONTHS = 60

/** All months from the first to the last, `2026-06`, so that a month without papers has its place; the newest 60. */
export function allMonths(first: string, last: string): string[] {
  const months: string[] = []
  let month = Temporal.PlainYearMonth.from(last)
  while (months.length < MOST_MONTHS && month.toString() >= first) {
    months.unshift(month.toString())
    month = month.subtract({ months: 1 })
  }
  return months
}

/** Days that are known, and the day that it is. */
export interface KnownSpan {
  readonly first: Day
  readonly last: Day
  readonly today: Day
}

/** A month in words, with what of it is not known: `November 2026, so far`, `June 2026, since 12 June 2026`. */
export function monthWords(
  month: string,
  { first, last, today }: KnownSpan,
): { words: string; isInPart: boolean } {
  const since = month === first.slice(0, 7) && first > firstWeekdayOf('month', month) ? first : null
  const isSoFar = month >= today.slice(0, 7) || lastWeekdayOf(month) > last
  const words = [periodWords({ kind: 'month', key: month })]
  if (since !== null) words.push(`since ${shortDay(since)}`)
  if (isSoFar) words.push('so far')
  return { words: words.join(', '), isInPart: words.length > 1 }
}

/** The last day of a month that has a list as a rule. */
function lastWeekdayOf(month: string): Day {
  const last = Temporal.PlainYearMonth.from(month)
  let day = last.toPlainDate({ day: last.daysInMonth }).toString()
  while (!isWeekday(day)) day = addDays(day, -1)
  return day
}
