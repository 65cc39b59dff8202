import type { Era } from '../era.ts'
import { splitPaperId } from '../paper-id.ts'
import { asEntry } from './as-entry.ts'
import { asObject } from './site-values.ts'

/** One paper of the API. */
export const paperApi: Era = {
  name: 'paper-api',
  form: 'api',
  way: 'json',
  recognisedBy: 'a JSON object with id and title',
  outline: (source) => {
    const paper = asObject(source.json())
    if (!paper || typeof paper['id'] !== 'string' || typeof paper['title'] !== 'string') return null
    return {
      found: { kind: 'paper', key: splitPaperId(paper['id'].trim()).id },
      entries: [asEntry(paper)],
      complete: true,
      partialFields: true,
    }
  },
}
