import { UsageError } from '../base/errors.ts'
import { type Day, dayFrom, FIRST_DAY } from '../model/day.ts'

/**
 * Parses a day from the command line.
 *
 * @param flag the flag as typed, for the message: `--from`
 * @throws {UsageError} when there is no such date, or no list can exist for it
 */
export function parseDay(text: string, flag: string, today: Day): Day {
  const day = dayFrom(text, today)
  if (day === null) {
    const shape = /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? 'there is no such date'
      : 'expected a date such as 2026-06-03, today, yesterday, or -7 for seven days ago'
    throw new UsageError(`${flag} ${text}: ${shape}`)
  }
  if (day < FIRST_DAY)
    throw new UsageError(
      `${flag} ${text}: the first list is of ${FIRST_DAY}; ask for that day or a later one`,
    )
  if (day > today) throw new UsageError(`${flag} ${text}: that day is in the future; today is ${today} (UTC)`)
  return day
}

/**
 * Parses a range of days, either end of which may be omitted.
 *
 * @throws {UsageError} as `parseRange`
 */
export function parseOpenRange(
  { from, to }: { readonly from?: string; readonly to?: string },
  today: Day,
): { from?: Day; to?: Day } {
  if (from !== undefined && to !== undefined) return parseRange(from, to, today)
  return {
    ...(from === undefined ? {} : { from: parseDay(from, '--from', today) }),
    ...(to === undefined ? {} : { to: parseDay(to, '--to', today) }),
  }
}

/**
 * Parses a range of days from the command line, both ends included.
 *
 * @throws {UsageError} when an end is not a day, or the ends are swapped
 */
export function parseRange(from: string, to: string, today: Day): { from: Day; to: Day } {
  const range = { from: parseDay(from, '--from', today), to: parseDay(to, '--to', today) }
  if (range.from > range.to) {
    throw new UsageError(
      `--from ${range.from} is after --to ${range.to}: swap them, as in --from ${range.to} --to ${range.from}`,
    )
  }
  return range
}
