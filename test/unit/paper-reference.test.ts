import { describe, expect, test } from 'vitest'
import { parseListing } from '../../src/model/listing.ts'
import { paperReference } from '../../src/model/paper-reference.ts'
import { parseSelection, selectionText } from '../../src/query/selection-text.ts'

const TYPED = [
  '2509.24002',
  '2509.24002v3',
  'arXiv:2509.24002',
  'arxiv: 2509.24002v1',
  'https://huggingface.co/papers/2509.24002',
  'huggingface.co/papers/2509.24002?utm=mail#community',
  'https://hf.co/papers/2509.24002',
  'https://huggingface.co/api/papers/2509.24002',
  'https://arxiv.org/abs/2509.24002v2',
  'http://www.arxiv.org/pdf/2509.24002.pdf',
  'https://arxiv.org/pdf/2509.24002v2',
  'https://arxiv.org/html/2509.24002v1#S3',
  'https://export.arxiv.org/abs/2509.24002',
  'https://doi.org/10.48550/arXiv.2509.24002',
  'doi:10.48550/arXiv.2509.24002',
  '10.48550/ARXIV.2509.24002',
  '"2509.24002"',
  '<https://arxiv.org/abs/2509.24002>',
]

describe('a paper that is named by its id or a link', () => {
  test.each(TYPED)('%s is that paper', (typed) => {
    expect(paperReference(typed)).toBe('2509.24002')
  })

  test.each(TYPED)('fetch takes paper:%s', (typed) => {
    expect(parseListing(`paper:${typed}`)).toEqual({ listing: { kind: 'paper', key: '2509.24002' } })
  })

  test.each(TYPED.filter((typed) => !typed.includes(' ')))(
    'a selection of %s is read back as it was',
    (typed) => {
      const parsed = parseSelection(typed)
      if ('problem' in parsed) throw new Error(parsed.problem)
      expect(paperReference(parsed.selection.words ?? '')).toBe('2509.24002')
      expect(parseSelection(selectionText(parsed.selection))).toEqual(parsed)
    },
  )

  test.each([
    'qwen2.5',
    '2513.24002',
    '2509.240',
    '2509.240021',
    '12509.24002',
    'https://example.org/abs/2509.24002',
    'https://huggingface.co/models/2509.24002',
    '2509.24002 and more',
    '',
  ])('%s is no paper', (typed) => {
    expect(paperReference(typed)).toBeNull()
  })
})
