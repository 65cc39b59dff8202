import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { titleKey } from '../../src/model/title-key.ts'
import { linksIn } from '../../src/transform/links-in.ts'
import { textEntries } from '../../src/transform/text-entries.ts'
import { CAPTURES_FOLDER, HAS_CAPTURES } from '../support/captures.ts'

const AT = Temporal.Instant.from('2026-02-10T00:00:00Z')
const ABSTRACT = 'This is a stand-in text that is long enough to be taken for an abstract by any reader. '
  .repeat(3)
  .trim()

const entry = (title: string, footer: string, abstract = ABSTRACT) =>
  `${title}\n\n${abstract}\n\n${footer}\n\n`
const HEADER = 'new\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\nFeb 9\n\n'

describe('a list as plain text', () => {
  test.skipIf(!HAS_CAPTURES)(
    'the real reading gives 83 entries: 82 with date and comments, 79 with authors, 3 of organizations',
    () => {
      const text = readFileSync(join(CAPTURES_FOLDER, 'text/papers-query-page@20251113.txt'), 'utf8')
      const entries = textEntries(text, Temporal.Instant.from('2025-11-13T00:00:00Z'))
      expect({
        entries: entries.length,
        dated: entries.filter(({ publishedOn, comments }) => publishedOn !== null && comments !== null)
          .length,
        counted: entries.filter(({ authorCount }) => authorCount !== null).length,
        organizations: entries.flatMap(({ organization }) =>
          organization ? [`${organization.handle} ${organization.name}`] : [],
        ),
        lost: entries.filter(({ publishedOn }) => publishedOn === null).map(({ title }) => title),
        abstracts: entries.filter(({ abstract }) => (abstract?.length ?? 0) > 300).length,
        links: entries.reduce((sum, { links }) => sum + links.length, 0),
      }).toEqual({
        entries: 83,
        dated: 82,
        counted: 79,
        organizations: ['zai-org Z.ai', 'adobe Adobe', 'tencent Tencent'],
        lost: ['Knapsack RL: Unlocking Exploration of LLMs via Optimizing Budget Allocation'],
        abstracts: 83,
        links: 18,
      })
    },
  )

  test.each([
    ['• 7 authors\n·\nFeb 3', { authorCount: 7, publishedOn: '2026-02-03', comments: 0 }],
    ['  • 1 author\n·\nFeb 3 12', { authorCount: 1, publishedOn: '2026-02-03', comments: 12 }],
    ['• 3,303 authors\n·\nDec 30 1', { authorCount: 3303, publishedOn: '2025-12-30', comments: 1 }],
    ['• 2 authors\n·\nDec 30, 2019', { authorCount: 2, publishedOn: '2019-12-30', comments: 0 }],
    ['• 2 authors\n\n·\n\nJan 5, 2026 4', { authorCount: 2, publishedOn: '2026-01-05', comments: 4 }],
    ['• 2 authors · Jan 5 4', { authorCount: 2, publishedOn: '2026-01-05', comments: 4 }],
    ['• 2 authors\n·\nFeb 29, 2024', { authorCount: 2, publishedOn: '2024-02-29', comments: 0 }],
    [
      'lab-9 The 2 Lab of AI 4 All\n·\nFeb 1 3',
      {
        organization: { handle: 'lab-9', name: 'The 2 Lab of AI 4 All' },
        publishedOn: '2026-02-01',
        comments: 3,
      },
    ],
  ])('the footer %j is understood', (footer, expected) => {
    const [found, ...more] = textEntries(HEADER + entry('A Title', footer), AT)
    expect(found).toMatchObject({ title: 'A Title', abstract: ABSTRACT, ...expected })
    expect(more).toEqual([])
  })

  test('an entry whose footer is lost is kept with nulls, wherever it stands', () => {
    const text = `${HEADER + entry('First', '• 1 authors\n·\nFeb 1')}Second\n\n${ABSTRACT}\n\n${entry('Third', '• 3 authors\n·\nFeb 3')}Last\n\n${ABSTRACT}\n`
    expect(
      textEntries(text, AT).map(({ position, title, authorCount }) => [position, title, authorCount]),
    ).toEqual([
      [1, 'First', 1],
      [2, 'Second', null],
      [3, 'Third', 3],
      [4, 'Last', null],
    ])
  })

  test('other line ends, a missing header, several paragraphs and a missing blank line do no harm', () => {
    const text =
      entry('First', '• 1 authors\n·\nFeb 1', `${ABSTRACT}\n\n${ABSTRACT}`) +
      `Second\n${ABSTRACT}\n• 2 authors\n·\nFeb 2\n`
    const entries = textEntries(text.replaceAll('\n', '\r\n'), AT)
    expect(entries.map(({ title, abstract, authorCount }) => [title, abstract, authorCount])).toEqual([
      ['First', `${ABSTRACT}\n\n${ABSTRACT}`, 1],
      ['Second', ABSTRACT, 2],
    ])
  })

  test('what is no list gives no entry', () => {
    expect(textEntries('', AT)).toEqual([])
    expect(textEntries('Just a note.\n\nAnother one.', AT)).toEqual([])
  })

  test('any text gives only titles and abstracts that it holds', () => {
    const words = (text: string) =>
      text.replace(/[\s\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\uFFFD]+/gu, '')
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('', '·', '• 3 authors', 'Feb 3 1', 'org Name', 'A Title', ABSTRACT),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const text = lines.join('\n')
        for (const { title, abstract } of textEntries(text, AT)) {
          expect(words(text.toWellFormed())).toContain(words(title))
          expect(words(text.toWellFormed())).toContain(words(abstract ?? ''))
        }
      }),
      { numRuns: 500 },
    )
  })
})

test.each([
  ['Code: https://github.com/a/b.', ['https://github.com/a/b']],
  ['(see https://a.example/x, https://a.example/y/)', ['https://a.example/x', 'https://a.example/y/']],
  ['at github.com/a/b and \\url{http://c.example}', ['https://github.com/a/b', 'http://c.example']],
  ['twice https://a.example https://a.example; javascript:alert(1)', ['https://a.example']],
  ['https://github.com/a/b/tree/main.', ['https://github.com/a/b/tree/main']],
])('the links in %j are %j', (text, links) => expect(linksIn(text)).toEqual(links))

test.each([
  ['  A  Title:\n of Things', 'a title of things'],
  ['$\\mathbf{R}^2$-Bench', 'R^2 Bench'],
  ['The $\\alpha$-Divergence', 'the α divergence'],
  ['Naïve Café — ﬁne', 'Naive Cafe: fine'],
  ['Q&amp;A', 'Q A'],
])('%j and %j have one key', (one, other) => expect(titleKey(one)).toBe(titleKey(other)))
