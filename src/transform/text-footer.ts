import { dayOf } from '../model/day.ts'
import { countOf } from './lenient-values.ts'

/** Footer of an entry in a text reading: authors, date of publication, number of comments. */
export interface TextFooter {
  readonly authorCount: number | null
  readonly organization: { readonly handle: string; readonly name: string } | null
  /** `2025-10-13` */
  readonly publishedOn: string
  /** Number of comments; the text omits a 0. */
  readonly comments: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DATE = /^([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})(?:, ([1-9]\d{3}))?(?: +(\d{1,6}))?$/
const AUTHORS = /^[•*-]\s*(\d[\d,]{0,10}) authors?$/i
const ORGANIZATION = /^([\w.-]+)(?: +(\S.*))?$/

/** A date as in the text: `Oct 13`, `Oct 13 2` with two comments, `Oct 13, 2024 2`. */
interface TextDate {
  readonly day: string
  readonly comments: number
}

/**
 * Reads a date. The current year is omitted: then it is the year of the capture, or the previous one for a
 * future date.
 *
 * @returns null for anything else
 */
export function textDate(line: string, capturedAt: Temporal.Instant): TextDate | null {
  const [, name = '', date, year, comments] = DATE.exec(line.trim()) ?? []
  const month = MONTHS.indexOf(name.toLowerCase()) + 1
  if (month === 0 || date === undefined) return null
  const captured = dayOf(capturedAt)
  const inYear = (each: number): string | null => {
    try {
      return Temporal.PlainDate.from(
        { year: each, month, day: Number(date) },
        { overflow: 'reject' },
      ).toString()
    } catch {
      return null
    }
  }
  const thisYear = Number(captured.slice(0, 4))
  const guess = inYear(thisYear)
  const day =
    year === undefined
      ? guess !== null && guess <= captured
        ? guess
        : inYear(thisYear - 1)
      : inYear(Number(year))
  return day === null ? null : { day, comments: Number(comments ?? 0) }
}

/**
 * Reads a footer from its two halves, separated by `·`: `• 7 authors` or `zai-org Z.ai`, and a date.
 *
 * @returns null when it is not a footer
 */
export function textFooter(who: string, when: string, capturedAt: Temporal.Instant): TextFooter | null {
  const date = textDate(when, capturedAt)
  if (!date) return null
  const authors = AUTHORS.exec(who.trim())?.[1]
  const [, handle, name] = authors === undefined ? (ORGANIZATION.exec(who.trim()) ?? []) : []
  if (authors === undefined && handle === undefined) return null
  return {
    authorCount: authors === undefined ? null : countOf(Number(authors.replaceAll(',', ''))),
    organization: handle === undefined ? null : { handle, name: name ?? handle },
    publishedOn: date.day,
    comments: date.comments,
  }
}
