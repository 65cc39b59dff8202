import type { Listing } from '../../model/listing.ts'
import type { Era } from '../era.ts'
import { asEntry } from './as-entry.ts'
import { keyOfEntry, listingOfEntries } from './listing-of-entries.ts'
import { MOST_HITS } from './query-2026.ts'
import { asObject } from './site-values.ts'

/**
 * The API answers one page of at most this many entries when no limit is given, and at most twice as many; a search has
 * no further pages, and at most 120 hits.
 */
const PAGE_SIZES: ReadonlySet<number> = new Set([50, 100, MOST_HITS])

/** Lists ordered by votes on the site's page, most first. */
const BY_VOTES: ReadonlySet<string> = new Set(['day', 'week', 'month'])

/** Lists of the API: of a day, week or month, trending, and the hits of a search. They do not name themselves. */
export const listApi: Era = {
  name: 'list-api',
  form: 'api',
  reader: 'json',
  recognisedBy: 'a JSON array',
  outline: (source) => {
    const { value: list, pageSizes } = source.api()
    if (!Array.isArray(list)) return null
    const entries = list.map((entry: unknown) => asEntry(entry))
    const found = listingFound(source.listing, entries)
    if (pageSizes === null) return { found, entries, complete: !PAGE_SIZES.has(entries.length) }
    const once = eachOnce(entries)
    const complete = endsProven(pageSizes)
    return { found, complete, entries: complete && BY_VOTES.has(source.listing.kind) ? byVotes(once) : once }
  },
}

/**
 * A list with an entry of the requested day is of that day, however many of other days it has: those are left out
 * when they are read. A week or month is that of most entries.
 */
function listingFound(asked: Listing, entries: readonly unknown[]): Listing | null {
  const isOfDay = asked.kind === 'day' && entries.some((entry) => keyOfEntry('day', entry) === asked.key)
  return isOfDay ? asked : listingOfEntries(asked.kind, entries)
}

/** True if the last page is shorter than the others, or empty; after a full one there may be more. */
function endsProven(pageSizes: readonly number[]): boolean {
  return (pageSizes.at(-1) ?? 0) < Math.max(...pageSizes)
}

/**
 * Restores the order of the site's page. The API sorts by votes only within each of its pages, so entries of several
 * pages in a row are unordered; equal votes keep their order.
 */
function byVotes(entries: readonly unknown[]): unknown[] {
  return entries.toSorted((one, other) => votesOf(other) - votesOf(one))
}

/** Returns the votes of an entry; one without a number comes last. */
function votesOf(entry: unknown): number {
  const votes = asObject(asObject(entry)?.['paper'])?.['upvotes']
  return typeof votes === 'number' && Number.isFinite(votes) ? votes : -1
}

/** Removes duplicates: pages of a list that moved during reading overlap, and the first occurrence counts. */
function eachOnce(entries: readonly unknown[]): unknown[] {
  const known = new Set<unknown>()
  return entries.filter((entry) => {
    const id = asObject(asObject(entry)?.['paper'])?.['id']
    if (id !== undefined && known.has(id)) return false
    known.add(id)
    return true
  })
}
