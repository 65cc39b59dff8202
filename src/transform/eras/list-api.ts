import type { Era } from '../era.ts'
import { RECORD_SEPARATOR } from '../parse-api-body.ts'
import { asEntry } from './as-entry.ts'
import { listingOfEntries } from './listing-of-entries.ts'
import { asObject } from './site-values.ts'

/** The API answers one page of at most this many entries when no limit is given, and at most twice as many. */
const PAGE_SIZES: ReadonlySet<number> = new Set([50, 100])

/** Lists of the API: of a day, week or month, trending, and the hits of a search. They do not say which they are. */
export const listApi: Era = {
  name: 'list-api',
  form: 'api',
  way: 'json',
  recognisedBy: 'a JSON array',
  outline: (source) => {
    const list = source.json()
    if (!Array.isArray(list)) return null
    const isSwept = source.text().startsWith(RECORD_SEPARATOR)
    const entries = list.map((entry: unknown) => asEntry(entry))
    return {
      found: listingOfEntries(source.listing.kind, entries),
      entries: isSwept ? eachOnce(entries) : entries,
      complete: isSwept || !PAGE_SIZES.has(entries.length),
    }
  },
}

/** The pages of a list that moved while it was read overlap: each paper stands where it was met first. */
function eachOnce(entries: readonly unknown[]): unknown[] {
  const known = new Set<unknown>()
  return entries.filter((entry) => {
    const id = asObject(asObject(entry)?.['paper'])?.['id']
    if (id !== undefined && known.has(id)) return false
    known.add(id)
    return true
  })
}
