import type { Era } from '../era.ts'
import { splitPaperId } from '../paper-id.ts'
import { hasPageLists, paperEntry } from './paper-entry.ts'
import { asObject } from './site-values.ts'

/** One paper of the API. It names linked repositories, but has no comments or upvoters. */
export const paperApi: Era = {
  name: 'paper-api',
  form: 'api',
  reader: 'json',
  recognisedBy: 'a JSON object with id and title',
  outline: (source) => {
    const paper = asObject(source.api().value)
    if (!paper || typeof paper['id'] !== 'string' || typeof paper['title'] !== 'string') return null
    return {
      found: { kind: 'paper', key: splitPaperId(paper['id'].trim()).id },
      entries: [paperEntry(paper, paper)],
      complete: true,
      partialFields: true,
      ...(hasPageLists(paper) && { paperPage: paper }),
    }
  },
}
