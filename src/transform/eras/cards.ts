import { createRequire } from 'node:module'
import type { CheerioAPI, load as loadMarkup } from 'cheerio'
import { isDay } from '../../model/day.ts'
import { type Listing, parseListing } from '../../model/listing.ts'
import { cardsOf } from '../cards.ts'
import type { Era } from '../era.ts'

/**
 * Lists without JSON, read by the cards in their markup, of 2024 and of 2026. Facts that a card lacks are unknown, and a
 * paper without a card has not necessarily left the list.
 */
export const cards: Era = {
  name: 'cards',
  form: 'page',
  reader: 'cards',
  recognisedBy: 'no JSON, article elements that link to papers',
  outline: (source) => {
    const $ = parse(source.text())
    const entries = cardsOf($)
    if (entries.length === 0) return null
    const [previousKey = null, nextKey = null] = neighboursOf($, source.listing)
    return {
      found:
        addressedListing($) ?? headedListing($) ?? betweenNeighbours(source.listing, previousKey, nextKey),
      entries,
      complete: false,
      partialFields: true,
      previousKey,
      nextKey,
    }
  },
}

// Loaded with the first page without JSON, which is rare: it takes a fifth of a second.
function parse(html: string): CheerioAPI {
  const { load } = createRequire(import.meta.url)('cheerio') as { readonly load: typeof loadMarkup }
  return load(html)
}

const ADDRESSES: readonly (readonly [address: RegExp, kind: string])[] = [
  [/\/papers\/date\/([^/?#]+)/, 'day'],
  [/\/papers\/week\/([^/?#]+)/, 'week'],
  [/\/papers\/month\/([^/?#]+)/, 'month'],
  [/\/papers\?(?:.*&)?date=([^&#]+)/, 'day'],
  [/\/papers\?(?:.*&)?q=([^&#]+)/, 'query'],
]

/** Finds the listing that the page's own address names. */
function addressedListing($: CheerioAPI): Listing | null {
  const address =
    $('link[rel="canonical"]').attr('href') ?? $('meta[property="og:url"]').attr('content') ?? ''
  if (address.endsWith('/papers/trending')) return { kind: 'trending', key: 'now' }
  for (const [pattern, kind] of ADDRESSES) {
    const key = pattern.exec(address)?.[1]
    const parsed =
      key === undefined ? null : parseListing(`${kind}:${decodeURIComponent(key.replaceAll('+', ' '))}`)
    if (parsed && 'listing' in parsed) return parsed.listing
  }
  return null
}

/** Finds the date at the head of a page of 2024, or the heading of the trending page. */
function headedListing($: CheerioAPI): Listing | null {
  const day = $('time[datetime]').first().attr('datetime')?.slice(0, 10)
  if (day !== undefined && isDay(day)) return { kind: 'day', key: day }
  return /^\s*Trending Papers/.test($('h1').first().text()) ? { kind: 'trending', key: 'now' } : null
}

/** Finds the previous and next days that the page links to. */
function neighboursOf($: CheerioAPI, { kind, key }: Listing): (string | null)[] {
  if (kind !== 'day') return []
  const days = $('a[href^="/papers/date/"], a[href^="/papers?date="]')
    .toArray()
    .map((link) => /(\d{4}-\d\d-\d\d)$/.exec(link.attribs['href'] ?? '')?.[1] ?? '')
    .filter((day) => isDay(day))
    .sort()
  return [days.findLast((day) => day < key) ?? null, days.find((day) => day > key) ?? null]
}

/** Accepts a page without a date as the requested day if that is between the two that it links to. */
function betweenNeighbours(listing: Listing, previous: string | null, next: string | null): Listing | null {
  return listing.kind === 'day' && previous !== null && next !== null ? listing : null
}
