import type { Era } from '../era.ts'
import { listingOfEntries } from './listing-of-entries.ts'
import { asObject, keyOf } from './site-values.ts'

/** Maximum number of entries on a page of a week or month (reported by other projects). */
const MOST_ENTRIES = 105

/** Pages of a week or of a month, which differ in their `periodType` only. */
function periodEra(kind: 'week' | 'month'): Era {
  return {
    name: `${kind}-2026`,
    form: 'page',
    reader: 'blob',
    recognisedBy: `DailyPapers with periodType "${kind}"`,
    outline: (source) => {
      const blob = source.blob('DailyPapers')
      const props = 'props' in blob ? asObject(blob.props) : null
      const entries = props?.['dailyPapers']
      if (!props || !Array.isArray(entries) || props['periodType'] !== kind) return null
      const key = keyOf(kind, props['dateString'] ?? props['date'])
      return {
        // The pages of periods are known only from others' reports: their entries are checked, too.
        found: key === null ? listingOfEntries(kind, entries) : { kind, key },
        entries,
        complete: entries.length < MOST_ENTRIES,
        props,
        previousKey: keyOf(kind, props['prevDate']),
        nextKey: keyOf(kind, props['nextDate']),
      }
    },
  }
}

export const week2026 = periodEra('week')
export const month2026 = periodEra('month')
