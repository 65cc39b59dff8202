import type { Era } from '../era.ts'
import { linkedSections } from '../linked-sections.ts'
import { splitPaperId } from '../paper-id.ts'
import { paperEntry } from './paper-entry.ts'
import { asObject } from './site-values.ts'

/** The page of one paper. It lacks what only lists show: pictures, and whether an author takes part. */
export const paper2025: Era = {
  name: 'paper-2025',
  form: 'page',
  reader: 'blob',
  recognisedBy: 'PaperContent with paper',
  outline: (source) => {
    const blob = source.blob('PaperContent')
    const props = 'props' in blob ? asObject(blob.props) : null
    const paper = asObject(props?.['paper'])
    if (!props || !paper) return null
    const { id } = paper
    return {
      found: typeof id === 'string' ? { kind: 'paper', key: splitPaperId(id.trim()).id } : null,
      entries: [paperEntry(paper, props)],
      complete: true,
      partialFields: true,
      paperPage: { ...linkedSections(source.text()), ...props },
    }
  },
}
