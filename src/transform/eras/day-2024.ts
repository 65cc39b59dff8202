import type { Era } from '../era.ts'
import { asObject, keyOf } from './site-values.ts'

/** Pages of a day in 2024: the date is an instant, and nothing says that it is a day. */
export const day2024: Era = {
  name: 'day-2024',
  form: 'page',
  reader: 'blob',
  recognisedBy: 'DailyPapers with date and no periodType',
  outline: (source) => {
    const blob = source.blob('DailyPapers')
    const props = 'props' in blob ? asObject(blob.props) : null
    const entries = props?.['dailyPapers']
    if (!props || !Array.isArray(entries) || (props['periodType'] ?? null) !== null) return null
    const key = keyOf('day', props['date'])
    if (key === null) return null
    return {
      found: { kind: 'day', key },
      entries,
      complete: true,
      props,
      previousKey: keyOf('day', props['prevDate']),
      nextKey: keyOf('day', props['nextDate']),
    }
  },
}
