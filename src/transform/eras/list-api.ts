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

/** Lists whose order on the site's page is known: by votes, most first. */
const BY_VOTES: ReadonlySet<string> = new Set(['day', 'week', 'month'])

/** Lists of the API: of a day, week or month, trending, and the hits of a search. They do not say which they are. */
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
 * A list that holds an entry of the asked day is of that day, however many of other days it holds: those are left out
 * when they are read. A week or month is the one of most entries.
 */
function listingFound(asked: Listing, entries: readonly unknown[]): Listing | null {
  const isOfDay = asked.kind === 'day' && entries.some((entry) => keyOfEntry('day', entry) === asked.key)
  return isOfDay ? asked : listingOfEntries(asked.kind, entries)
}

/** A page that is shorter than the others, or empty, is the last one; a full one may have others behind it. */
function endsProven(pageSizes: readonly number[]): boolean {
  return (pageSizes.at(-1) ?? 0) < Math.max(...pageSizes)
}

/**
 * The order of the site's page. The API sorts by votes only within each of its pages, so that entries of several
 * pages one after the other have no order; equal votes stay as they came.
 */
function byVotes(entries: readonly unknown[]): unknown[] {
  return entries.toSorted((one, other) => votesOf(other) - votesOf(one))
}

/** An entry without a number of votes stands last. */
function votesOf(entry: unknown): number {
  const votes = asObject(asObject(entry)?.['paper'])?.['upvotes']
  return typeof votes === 'number' && Number.isFinite(votes) ? votes : -1
}

/** The pages of a list that moved while it was read overlap: each paper counts as it was met first. */
function eachOnce(entries: readonly unknown[]): unknown[] {
  const known = new Set<unknown>()
  return entries.filter((entry) => {
    const id = asObject(asObject(entry)?.['paper'])?.['id']
    if (id !== undefined && known.has(id)) return false
    known.add(id)
    return true
  })
}
