import { entryJson, hitJson, paperJson } from '../page/entry-json.ts'
import { linkedJson } from '../page/linked-section.ts'
import { dayOfMs, isDay, periodOfMonth, periodOfWeek, type Period } from '../site/calendar.ts'
import { hashFraction } from '../site/hash-text.ts'
import {
  byMomentum,
  byVotes,
  dayListing,
  paperEntry,
  periodListing,
  searchListing,
  type ListingEntry,
} from '../site/listing.ts'
import { jsonReply, type Reply } from './reply.ts'
import { viewOf, type SiteState } from './site-state.ts'

/** Entries in an answer unless `limit` says otherwise, and at most. */
const DEFAULT_LIMIT = 50
const MOST_LIMIT = 100
/** Hits of a search unless `limit` says otherwise, and at most. */
const SEARCH_LIMIT = 120
const MOST_SEARCH_CHARACTERS = 250

/** Answers an address under /api. Errors are JSON with the key `error`. */
export function answerApi(site: SiteState, url: URL): Reply {
  const reply = answerOf(site, url)
  return { ...reply, body: site.faults.cut(reply.body) }
}

function answerOf(site: SiteState, url: URL): Reply {
  const [, , collection, id, ...rest] = url.pathname.split('/')
  if (collection === 'daily_papers' && id === undefined) return answerDailyPapers(site, url.searchParams)
  if (collection !== 'papers' || id === undefined || rest.length > 0)
    return jsonReply(404, { error: 'Not Found' })
  return id === 'search' ? answerSearch(site, url.searchParams) : answerPaper(site, decodeURIComponent(id))
}

function answerDailyPapers(site: SiteState, search: URLSearchParams): Reply {
  const limit = wholeNumber(search.get('limit'), DEFAULT_LIMIT)
  const page = wholeNumber(search.get('p'), 0)
  if (limit === undefined || limit < 1 || limit > MOST_LIMIT) {
    return jsonReply(400, { error: `Invalid limit: expected 1 to ${MOST_LIMIT}` })
  }
  if (page === undefined) return jsonReply(400, { error: 'Invalid p: expected a whole number from 0' })
  const entries = selectEntries(site, search)
  if (typeof entries === 'string') return jsonReply(400, { error: entries })
  const submitter = search.get('submitter')
  const wanted =
    submitter === null
      ? entries
      : entries.filter(({ appearance }) => appearance.paper.submitter?.handle === submitter)
  const sorted = inOrder(wanted, search, site.nowMs)
  if (sorted === undefined) return jsonReply(400, { error: 'Invalid sort: expected publishedAt or trending' })
  const onPage = site.faults.thin(sorted).slice(page * limit, (page + 1) * limit)
  const reply = jsonReply(200, entriesJson(site, isPeriod(search) ? onPage.toSorted(byVotes) : onPage))
  // The site names a next page behind every one that has entries, the last one too.
  return onPage.length === 0
    ? reply
    : { ...reply, headers: { ...reply.headers, link: nextLink(search, page + 1) } }
}

function nextLink(search: URLSearchParams, page: number): string {
  const next = new URLSearchParams(search)
  next.set('p', String(page))
  return `</api/daily_papers?${next}>; rel="next"`
}

/** The entries of the asked day, week or month; of all days, newest first, when none is asked; else what is wrong. */
function selectEntries(site: SiteState, search: URLSearchParams): ListingEntry[] | string {
  const { catalog, nowMs } = site
  const [date, week, month] = [search.get('date'), search.get('week'), search.get('month')]
  if (date !== null) {
    if (!isDay(date)) return `Invalid date: got ${date}, expected YYYY-MM-DD`
    return date > dayOfMs(nowMs) ? beyondBound('date', dayOfMs(nowMs)) : dayListing(catalog, date, nowMs)
  }
  if (week !== null) {
    const period = periodOfWeek(week)
    if (period !== undefined && week.endsWith('-W53') && site.week53 !== 'shown')
      return beyondBound('week', week.replace('W53', 'W52'))
    return period === undefined
      ? `Invalid week: got ${week}, expected YYYY-Www`
      : periodListing(catalog, period, nowMs)
  }
  if (month !== null) {
    const period = periodOfMonth(month)
    return period === undefined
      ? `Invalid month: got ${month}, expected YYYY-MM`
      : periodListing(catalog, period, nowMs)
  }
  const whole: Period = { from: catalog.span.from, to: dayOfMs(nowMs) }
  return periodListing(catalog, whole, nowMs).sort(
    (one, other) => other.appearance.submittedAtMs - one.appearance.submittedAtMs,
  )
}

/** What the site says of a day or week beyond the last one that it gives. */
export function beyondBound(name: 'date' | 'week', bound: string): string {
  return `"${name}" must be less than or equal to "${bound}"`
}

/** Whether a day, week or month is asked for as the site sorts it. */
function isPeriod(search: URLSearchParams): boolean {
  return search.get('sort') === null && ['date', 'week', 'month'].some((name) => search.has(name))
}

/**
 * The order that is cut into pages. Of a day, week or month it is none that an entry shows, as on the site, whose
 * entries stand by votes only within a page.
 */
function inOrder(
  entries: ListingEntry[],
  search: URLSearchParams,
  nowMs: number,
): ListingEntry[] | undefined {
  const sort = search.get('sort')
  if (sort === null) return isPeriod(search) ? shuffled(entries) : entries
  if (sort === 'trending') return byMomentum(entries, nowMs)
  if (sort !== 'publishedAt') return undefined
  const publishedAt = ({ appearance }: ListingEntry): string => appearance.paper.publishedAt
  return entries.toSorted((one, other) => (publishedAt(one) > publishedAt(other) ? -1 : 1))
}

/** Always in the same order. */
function shuffled(entries: readonly ListingEntry[]): ListingEntry[] {
  const place = ({ appearance }: ListingEntry): number => hashFraction(`API order ${appearance.paper.id}`)
  return entries.toSorted((one, other) => place(one) - place(other))
}

function entriesJson(site: SiteState, entries: readonly ListingEntry[]): unknown[] {
  return site.faults.edit(entries.map((entry) => entryJson(entry, viewOf(site, entry.appearance.day))))
}

function answerSearch(site: SiteState, search: URLSearchParams): Reply {
  const words = search.get('q')
  if (words === null || words.trim() === '') return jsonReply(400, { error: 'Missing q' })
  if (words.length > MOST_SEARCH_CHARACTERS)
    return jsonReply(400, { error: `Invalid q: expected at most ${MOST_SEARCH_CHARACTERS} characters` })
  const limit = wholeNumber(search.get('limit'), SEARCH_LIMIT)
  if (limit === undefined || limit < 1 || limit > SEARCH_LIMIT)
    return jsonReply(400, { error: `Invalid limit: expected 1 to ${SEARCH_LIMIT}` })
  const hits = site.faults.thin(searchListing(site.catalog, words, site.nowMs, limit))
  const entries = hits.map((hit) => hitJson(hit, words, viewOf(site, hit.appearance.day)))
  return jsonReply(200, site.faults.edit(entries))
}

function answerPaper(site: SiteState, id: string): Reply {
  const entry = paperEntry(site.catalog, id, site.nowMs)
  if (entry === undefined) return jsonReply(404, { error: 'Paper not found' })
  const [edited] = site.faults.edit([{ paper: paperJson(entry, viewOf(site, entry.appearance.day)) }])
  const paper = (edited as { paper?: object } | null)?.paper
  const linked = linkedJson(entry.appearance.paper, site.nowMs - entry.appearance.appearsAtMs)
  return jsonReply(200, paper ? { ...paper, ...linked } : null)
}

/** A whole number from 0 in decimal digits, the fallback for an absent one, undefined for anything else. */
function wholeNumber(text: string | null, fallback: number): number | undefined {
  if (text === null) return fallback
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}
