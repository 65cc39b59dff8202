import { plural } from './plural.ts'
import { type Day, FIRST_DAY, isDay, isMonth, isWeek, weekOf } from './day.ts'
import { paperReference } from './paper-reference.ts'

/** The kinds of page that Paperboy reads. */
export const LISTING_KINDS = ['day', 'week', 'month', 'trending', 'query', 'paper'] as const

export type ListingKind = (typeof LISTING_KINDS)[number]

/**
 * One index page of the site, and one partition of the ledger. The key is `2026-06-03` for a day, `2026-W23` for a
 * week, `2026-06` for a month, `now` for trending, the words for a query, the id for a paper.
 */
export interface Listing {
  readonly kind: ListingKind
  readonly key: string
}

/** Makes the listing of one day. */
export function dayListing(day: string): Listing {
  return { kind: 'day', key: day }
}

/** `day:2026-06-03`, the name of a listing as typed and logged; `trending` has no key. */
export function listingName(listing: Listing): string {
  return listing.kind === 'trending' ? 'trending' : `${listing.kind}:${listing.key}`
}

/**
 * Describes the numbers of lists and papers' own pages.
 *
 * @example listingCount({ lists: 2, pages: 41 }) // "2 lists, 41 papers' pages"
 */
export function listingCount({ lists, pages }: { readonly lists: number; readonly pages: number }): string {
  const parts = [
    (lists > 0 || pages === 0) && plural(lists, 'list'),
    pages > 0 && (pages === 1 ? "1 paper's page" : `${pages} papers' pages`),
  ]
  return parts.filter((part) => part !== false).join(', ')
}

/** Counts lists, and papers' own pages. */
export function countKinds(listings: readonly Pick<Listing, 'kind'>[]): { lists: number; pages: number } {
  const pages = listings.filter(({ kind }) => kind === 'paper').length
  return { lists: listings.length - pages, pages }
}

/** Removes duplicates and sorts listings by name: one order for all, so that two runs never deadlock. */
export function distinctListings(listings: readonly Listing[]): Listing[] {
  const byName = new Map(listings.map(({ kind, key }) => [listingName({ kind, key }), { kind, key }]))
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, listing]) => listing)
}

/** True for two listings of the same partition. */
export function sameListing(a: Listing, b: Listing): boolean {
  return a.kind === b.kind && a.key === b.key
}

const VALID_KEY: Record<ListingKind, (key: string) => boolean> = {
  day: isDay,
  week: isWeek,
  month: isMonth,
  trending: (key) => key === 'now',
  query: (key) => key.trim() !== '',
  paper: canBePaper,
}

/**
 * True if the site may have a paper with this id. Nearly all are from arXiv: year, month and a number, of five digits since
 * 2015. The others only have a digit and a letter.
 */
function canBePaper(key: string): boolean {
  const [, year = '', month = '', number = ''] = /^(\d\d)(\d\d)\.(\d+)$/.exec(key) ?? []
  if (year !== '') {
    const digits = Number(year) < 15 ? 4 : 5
    return Number(month) >= 1 && Number(month) <= 12 && number.length === digits
  }
  return /^[\w.-]+$/.test(key) && /\d/.test(key) && /[a-z]/i.test(key)
}

const EXPECTED: Record<ListingKind, string> = {
  day: 'a date that exists, as in day:2026-06-03',
  week: 'an ISO week that exists, as in week:2026-W23',
  month: 'a month, as in month:2026-06',
  trending: 'trending, with nothing after it',
  query: 'words, as in query:diffusion',
  paper: 'an id of arXiv or of the site, or a link to the paper, as in paper:2509.24002',
}

/** A parsed listing, or the sentence that says what was expected. */
export type ParsedListing = { readonly listing: Listing } | { readonly problem: string }

/**
 * Parses a listing's name as typed: `day:2026-06-03`, `week:2026-W23`, `trending`, `query:WORDS`,
 * `paper:2509.24002` or a link after `paper:`.
 */
export function parseListing(name: string): ParsedListing {
  const colon = name.indexOf(':')
  const word = colon < 0 ? name : name.slice(0, colon)
  const kind = LISTING_KINDS.find((each) => each === word)
  if (!kind) {
    return {
      problem: `"${name}" is not a listing: expected day:, week:, month:, query: or paper: and a key, or trending`,
    }
  }
  const typed = kind === 'trending' && colon < 0 ? 'now' : name.slice(colon + 1).trim()
  // The site has one page for all versions of a paper.
  const key = kind === 'paper' ? (paperReference(typed) ?? typed) : typed
  if (colon < 0 && kind !== 'trending') return { problem: `"${name}" has no key: expected ${EXPECTED[kind]}` }
  if (!VALID_KEY[kind](key))
    return { problem: `"${name}" is not a valid ${kind}: expected ${EXPECTED[kind]}` }
  return { listing: { kind, key } }
}

/**
 * Parses a name written by `listingName`: also one that an earlier version accepted, and that a person can't request
 * any more. Null for a name that no version wrote.
 */
export function storedListing(name: string): Listing | null {
  if (name === 'trending') return { kind: 'trending', key: 'now' }
  const [, word, key = ''] = /^(\w+):([\s\S]+)$/.exec(name) ?? []
  const kind = LISTING_KINDS.find((each) => each === word)
  if (!kind) return null
  const isText = kind === 'paper' || kind === 'query'
  return (isText ? key.trim() !== '' : VALID_KEY[kind](key)) ? { kind, key } : null
}

/**
 * Explains why the site can't have a listing: it is in the future, or older than the first list. Null when it can, and for
 * kinds without a date.
 *
 * @param today the UTC date
 */
export function outOfRange({ kind, key }: Listing, today: Day): string | null {
  if (kind !== 'day' && kind !== 'week' && kind !== 'month') return null
  const partOf = (day: Day) => (kind === 'day' ? day : kind === 'week' ? weekOf(day) : day.slice(0, 7))
  if (key > partOf(today))
    return `${kind} ${key}: that ${kind} is in the future; ${kind === 'day' ? 'today is' : `this ${kind} is`} ${partOf(today)} (UTC)`
  if (key < partOf(FIRST_DAY))
    return `${kind} ${key}: the first list is of ${partOf(FIRST_DAY)}; ask for that ${kind} or a later one`
  return null
}
