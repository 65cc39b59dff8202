import type { Era } from '../era.ts'
import { asObject } from './site-values.ts'

/** The trending page: papers by momentum. A paper that leaves it has not left any list. */
export const trending2026: Era = {
  name: 'trending-2026',
  form: 'page',
  reader: 'blob',
  recognisedBy: 'DailyPapers with isTrending true',
  outline: (source) => {
    const blob = source.blob('DailyPapers')
    const props = 'props' in blob ? asObject(blob.props) : null
    const entries = props?.['dailyPapers']
    if (!props || !Array.isArray(entries) || props['isTrending'] !== true) return null
    return { found: { kind: 'trending', key: 'now' }, entries, complete: true, props }
  },
}
