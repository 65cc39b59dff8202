import type { Era } from '../era.ts'
import { asObject, keyOf } from './site-values.ts'

/** Pages of a day since 2026, Svelte 4 and 5. */
export const day2026: Era = {
  name: 'day-2026',
  form: 'page',
  reader: 'blob',
  recognisedBy: 'DailyPapers with periodType "day"',
  outline: (source) => {
    const blob = source.blob('DailyPapers')
    const props = 'props' in blob ? asObject(blob.props) : null
    const entries = props?.['dailyPapers']
    if (!props || !Array.isArray(entries) || props['periodType'] !== 'day') return null
    const key = keyOf('day', props['dateString'] ?? props['date'])
    return {
      found: key === null ? null : { kind: 'day', key },
      entries,
      complete: true,
      props,
      previousKey: keyOf('day', props['prevDate']),
      nextKey: keyOf('day', props['nextDate']),
    }
  },
}
