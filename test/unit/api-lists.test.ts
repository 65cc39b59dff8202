import { describe, expect, test } from 'vitest'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { readCapture } from '../../src/transform/read-capture.ts'

const DAY = dayListing('2026-06-03')
const MONTH: Listing = { kind: 'month', key: '2026-06' }
const AT = Temporal.Instant.from('2026-06-10T00:00:00Z')

function entry(number: number, upvotes: unknown = number) {
  return {
    paper: {
      id: `2606.${String(number).padStart(5, '0')}`,
      title: `Paper ${number}`,
      authors: [],
      submittedOnDailyAt: '2026-06-03T00:00:00.000Z',
      upvotes,
    },
    title: `Paper ${number}`,
    numComments: 0,
  }
}

/** Entries of a page, numbered on from a first one. */
const pageOf = (size: number, first = 1) => Array.from({ length: size }, (_, index) => entry(first + index))

function readPages(pages: readonly (readonly unknown[])[], listing = DAY) {
  const body = pages.map((page) => `\u001E${JSON.stringify(page)}\n`).join('')
  const reading = readCapture({ listing, form: 'api', body: Buffer.from(body), fetchedAt: AT })
  if (reading.outcome !== 'listing') throw new Error(reading.outcome)
  return reading
}

describe('a list of the API', () => {
  test.each([
    [50, false],
    [100, false],
    [49, true],
    [51, true],
  ])('of %i entries in one answer is whole: %s', (size, complete) => {
    const body = Buffer.from(JSON.stringify(pageOf(size)))
    const reading = readCapture({ listing: DAY, form: 'api', body, fetchedAt: AT })
    expect(reading).toMatchObject({ outcome: 'listing', complete, entryCount: size })
  })

  test.each([
    ['an empty page behind 50', [50, 0], true],
    ['an empty page behind 100', [100, 0], true],
    ['a short page behind a full one', [100, 30], true],
    ['two sweeps', [100, 30, 91, 39], true],
    ['nothing behind 50', [50], false],
    ['only full pages', [50, 50], false],
    ['a second sweep that stopped at a full page', [100, 100], false],
  ])('with %s is whole: %s %s', (_, sizes, complete) => {
    expect(readPages(sizes.map((size, index) => pageOf(size, index * 100 + 1))).complete).toBe(complete)
  })

  test('of several pages is ranked by votes, and equal votes as they came', () => {
    const pages = [[entry(1, 9), entry(2, 3), entry(3, 3)], [entry(4, 7), entry(2, 3), entry(5, 3)], []]
    for (const listing of [DAY, MONTH]) {
      expect(readPages(pages, listing).entries.map(({ rank, paperId }) => [rank, paperId])).toEqual([
        [1, '2606.00001'],
        [2, '2606.00004'],
        [3, '2606.00002'],
        [4, '2606.00003'],
        [5, '2606.00005'],
      ])
    }
  })

  test('of which a part is missing keeps the order in which it came', () => {
    const pages = [
      [entry(1, 9), entry(2, 3)],
      [entry(3, 7), entry(4, 1)],
    ]
    const { complete, entries } = readPages(pages)
    expect(complete).toBe(false)
    expect(entries.map(({ paperId }) => paperId.at(-1))).toEqual(['1', '2', '3', '4'])
  })

  test('puts an entry whose votes are no number last, where it is rejected', () => {
    const { entries, rejections } = readPages([[entry(1, 'many'), entry(2, 0)], [entry(3, 5)]])
    expect(entries.map(({ rank, paperId }) => [rank, paperId])).toEqual([
      [1, '2606.00003'],
      [2, '2606.00002'],
    ])
    expect(rejections).toMatchObject([{ position: 3, path: 'paper.upvotes' }])
  })
})
