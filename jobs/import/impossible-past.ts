import type { Capture } from '../../src/model/capture.ts'
import { isoInstant, startOfDay } from '../../src/model/day.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import { fixedPeriod } from '../../src/query/period.ts'
import { readCapture } from '../../src/transform/read-capture.ts'

/** Tolerance for clocks of people who saved a page. */
const SLACK = { minutes: 5 } as const

/**
 * Tolerance for clocks of Paperboy's own machines: their captures are already history, and a
 * backup must be restorable. They request no day that has not begun by their clock.
 */
const OWN_SLACK = { hours: 24 } as const

/**
 * Explains why a capture can't be from its stated time: before its day, week or month began (UTC), or before the
 * newest submission that it shows. Only the papers' own times of submission count: the site writes them once, and since
 * 2026-05-13 truncated to midnight, which is never too late. The entries' `publishedAt` changed its meaning twice.
 *
 * @returns a sentence without its end; null for a capture that can be
 */
export function impossiblePast(capture: Capture): string | null {
  const { listing, fetchedAt, fetchedWith } = capture
  const isTooEarlyFor = (instant: Temporal.Instant, slack: Temporal.DurationLike) =>
    Temporal.Instant.compare(fetchedAt.add(slack), instant) < 0
  const said = `captured at ${isoInstant(fetchedAt)} is before`
  const began = beginningOf(listing)
  if (began && isTooEarlyFor(began, SLACK))
    return `${said} ${listingName(listing)} began, at ${isoInstant(began)}`
  const newest = newestSubmission(capture)
  const slack = fetchedWith === 'import' ? SLACK : OWN_SLACK
  return newest !== null && isTooEarlyFor(Temporal.Instant.from(newest.at), slack)
    ? `${said} the newest submission that it shows, ${newest.paperId} at ${newest.at}`
    : null
}

function beginningOf({ kind, key }: Listing): Temporal.Instant | null {
  if (kind !== 'day' && kind !== 'week' && kind !== 'month') return null
  const { days } = fixedPeriod(kind, key)
  return days && startOfDay(days.first)
}

function newestSubmission(capture: Capture): { readonly paperId: string; readonly at: string } | null {
  const reading = readCapture(capture)
  if (reading.outcome !== 'listing') return null
  const submissions = reading.papers.flatMap(({ id, submittedAt }) =>
    submittedAt === null ? [] : [{ paperId: id, at: submittedAt }],
  )
  // All have one format, in UTC and with milliseconds.
  return submissions.reduce<(typeof submissions)[number] | null>(
    (newest, each) => (newest === null || each.at > newest.at ? each : newest),
    null,
  )
}
