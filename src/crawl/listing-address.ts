import type { CaptureForm } from '../model/capture.ts'
import { type Listing, type ListingKind, listingName, parseListing } from '../model/listing.ts'

/** Maximum number of hits of a search of the API, which has no further pages. */
const ALL_HITS = '120'

/**
 * Makes the address of a listing's page, or of its JSON.
 *
 * @param site base address without a trailing slash
 * @example listingAddress('https://huggingface.co', { kind: 'day', key: '2026-06-03' }, 'page')
 *   // 'https://huggingface.co/papers/date/2026-06-03'
 */
export function listingAddress(site: string, listing: Listing, form: Exclude<CaptureForm, 'text'>): string {
  const key = encodeURIComponent(listing.key)
  switch (listing.kind) {
    case 'day':
      return form === 'page' ? `${site}/papers/date/${key}` : `${site}/api/daily_papers?date=${key}&limit=100`
    case 'week':
      return form === 'page' ? `${site}/papers/week/${key}` : `${site}/api/daily_papers?week=${key}&limit=100`
    case 'month':
      return form === 'page'
        ? `${site}/papers/month/${key}`
        : `${site}/api/daily_papers?month=${key}&limit=100`
    case 'trending':
      return form === 'page' ? `${site}/papers/trending` : `${site}/api/daily_papers?sort=trending&limit=100`
    case 'query':
      return form === 'page'
        ? `${site}/papers?q=${key}`
        : `${site}/api/papers/search?q=${key}&limit=${ALL_HITS}`
    case 'paper':
      return form === 'page' ? `${site}/papers/${key}` : `${site}/api/papers/${key}`
  }
}

/** The content at an address. */
export type Addressed =
  | { readonly listing: Listing }
  /** The newest day, which the page names itself. */
  | 'newest-day'
  /** Some entries of a list, without their total. */
  | 'part-of-a-list'
  | 'not-a-list'
  | 'other-host'

/** Tracking parameters, which do not change the page. */
const IDLE_PARAMETERS = /^(?:utm_\w+|ref|fbclid|gclid)$/

/** Sizes of an answer of the API after which the parser knows that more may follow. */
const KNOWN_LIMITS: ReadonlySet<string> = new Set(['50', '100'])

/**
 * Finds the listing at an address: as `listingAddress` makes it, as people and other programs write it, and the page of a day
 * as it was until 2024. Scheme (http or https) and `www.` do not matter.
 *
 * @param sites base addresses
 * @example listingAt('http://www.huggingface.co/papers?date=2024-08-01', ['https://huggingface.co'])
 *   // { listing: { kind: 'day', key: '2024-08-01' } }
 */
export function listingAt(address: string, sites: readonly string[]): Addressed {
  const url = URL.parse(address)
  const path = url && sites.map((site) => pathBelow(url, site)).find((each) => each !== null)
  if (!url || typeof path !== 'string') return 'other-host'
  const parts = path
    .replace(/\/$/, '')
    .split('/')
    .map((part) => decoded(part))
  const parameters = new Map([...url.searchParams].filter(([name]) => !IDLE_PARAMETERS.test(name)))
  const [one] = parameters.size === 1 ? parameters : []
  const [first, second, third] = parts
  if (parts.length > 3) return 'not-a-list'
  if (first === 'papers' && parts.length === 1) {
    if (parameters.size === 0) return 'newest-day'
    if (one?.[0] === 'date') return listed('day', one[1])
    return one?.[0] === 'q' ? listed('query', one[1]) : 'not-a-list'
  }
  if (first === 'papers') {
    if (parameters.size > 0) return 'not-a-list'
    if (third === undefined) return second === 'trending' ? listed('trending', 'now') : paperAt(second)
    const kind = periodKind(second)
    return kind ? listed(kind, third) : 'not-a-list'
  }
  if (first !== 'api') return 'not-a-list'
  if (second === 'daily_papers' && third === undefined) return apiListAt(parameters)
  if (second !== 'papers' || third === undefined) return 'not-a-list'
  if (third !== 'search') return parameters.size === 0 ? paperAt(third) : 'not-a-list'
  const { q, limit, ...others } = Object.fromEntries(parameters)
  if (q === undefined) return 'not-a-list'
  const isWhole = (limit === undefined || limit === ALL_HITS) && Object.keys(others).length === 0
  return isWhole ? listed('query', q) : 'part-of-a-list'
}

/** Returns the path below a site's base address; null for another host. */
function pathBelow(url: URL, site: string): string | null {
  const base = new URL(site)
  const isWeb = /^https?:$/.test(url.protocol)
  const hostOf = ({ host }: URL) => host.replace(/^www\./, '')
  const folder = base.pathname.replace(/\/?$/, '/')
  return isWeb && hostOf(url) === hostOf(base) && url.pathname.startsWith(folder)
    ? url.pathname.slice(folder.length)
    : null
}

function apiListAt(parameters: ReadonlyMap<string, string>): Addressed {
  const { p = '0', limit = '50', sort, ...others } = Object.fromEntries(parameters)
  const [period, ...more] = Object.entries(others)
  const kind = period && periodKind(period[0])
  // In any order but by votes its ranks would be wrong; without a period it has entries of several days.
  const isKnown = sort === 'trending' || (sort === undefined && period !== undefined)
  if (!isKnown || more.length > 0 || (period && !kind)) return 'not-a-list'
  if (p !== '0' || !KNOWN_LIMITS.has(limit)) return 'part-of-a-list'
  // For trending papers the API ignores the period.
  return sort === undefined && kind ? listed(kind, period[1]) : listed('trending', 'now')
}

function periodKind(name: string | undefined): 'day' | 'week' | 'month' | undefined {
  return name === 'date' ? 'day' : name === 'week' || name === 'month' ? name : undefined
}

function paperAt(part: string | undefined): Addressed {
  // Every id has a digit; pages such as /papers/submit have none.
  const id = part?.replace(/^(\d{4}\.\d{4,5})v\d+$/, '$1') ?? ''
  return /\d/.test(id) ? listed('paper', id) : 'not-a-list'
}

function listed(kind: ListingKind, key: string): Addressed {
  const parsed = parseListing(listingName({ kind, key }))
  return 'problem' in parsed ? 'not-a-list' : parsed
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Guesses the quota bucket of a listing's request; the answer names the true one. */
export function listingBucket({ kind }: Listing, form: Exclude<CaptureForm, 'text'>): string {
  if (form === 'page') return 'pages'
  return kind === 'query' ? 'search' : 'api'
}
