import { dayPage } from '../../demo/page/listing-page.ts'
import { renderPage } from '../../demo/page/render-page.ts'
import { appearanceOf } from '../../demo/site/appearance-of.ts'
import { addDays, startOfDayMs } from '../../demo/site/calendar.ts'
import { countsAt } from '../../demo/site/counts-at.ts'
import { byVotes } from '../../demo/site/listing.ts'
import { synthesizeDay } from '../../demo/site/synthesize-day.ts'

/** The first day of the corpus. From the site's first list on there is room for three years before today. */
export const CORPUS_FROM = '2023-05-04'

const ENTRIES = 36
/** Pages are read when every count has settled. */
const READ_AFTER_DAYS = 40
/** All pages have the layout and the keys of this day, as the site serves its old lists today. */
const KEY_DAY = '2026-06-03'

/** The last day of a corpus of so many pages. */
export function corpusTo(pages: number): string {
  return addDays(CORPUS_FROM, pages - 1)
}

/** The instant at which a corpus of so many pages is read. */
export function corpusNow(pages: number): string {
  return `${addDays(corpusTo(pages), READ_AFTER_DAYS)}T12:00:00Z`
}

/** Pages of consecutive days by path, at the site's size: 36 papers that stand on no other page, some 650 kB. */
export function corpusPages(pages: number): Map<string, Buffer> {
  const last = corpusTo(pages)
  const nowMs = Temporal.Instant.from(corpusNow(pages)).epochMilliseconds
  return new Map(
    Array.from({ length: pages }, (_, index) => {
      const day = addDays(CORPUS_FROM, index)
      return [`/papers/date/${day}`, Buffer.from(corpusPage(day, last, nowMs))] as const
    }),
  )
}

function corpusPage(day: string, last: string, nowMs: number): string {
  const entries = synthesizeDay(day, { size: ENTRIES, realLength: true })
    .map((paper) => appearanceOf(paper))
    .map((appearance) => ({ appearance, counts: countsAt(appearance, nowMs) }))
    .sort(byVotes)
  const content = dayPage({
    day,
    entries,
    era: 'svelte5',
    keyDay: KEY_DAY,
    nowMs,
    realWeight: true,
    previous: startOfDayMs(day) > startOfDayMs(CORPUS_FROM) ? addDays(day, -1) : undefined,
    next: day < last ? addDays(day, 1) : undefined,
  })
  return renderPage(content)
}
