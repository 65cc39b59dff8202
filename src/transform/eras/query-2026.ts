import type { Era } from '../era.ts'
import { asEntry } from './as-entry.ts'
import { asObject } from './site-values.ts'

/** Maximum number of hits of a search: exactly this many means that there are more. */
export const MOST_HITS = 120

/** The page of a search: the hits are in `searchResults`, beside an unrelated list of the newest day. */
export const query2026: Era = {
  name: 'query-2026',
  form: 'page',
  reader: 'blob',
  recognisedBy: 'DailyPapers with searchResults',
  outline: (source) => {
    const blob = source.blob('DailyPapers')
    const props = 'props' in blob ? asObject(blob.props) : null
    const hits = props?.['searchResults']
    if (!props || !Array.isArray(hits)) return null
    const words = asObject(props['query'])?.['q']
    const { listing } = source
    const same = typeof words === 'string' && listing.kind === 'query' && plain(words) === plain(listing.key)
    return {
      found: same ? listing : typeof words === 'string' ? { kind: 'query', key: words } : null,
      entries: hits.map((hit) => asEntry(hit)),
      complete: hits.length !== MOST_HITS,
      props,
    }
  },
}

function plain(words: string): string {
  return words.trim().replace(/\s+/g, ' ').toLowerCase()
}
