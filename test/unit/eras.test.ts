import { describe, expect, test } from 'vitest'
import type { Listing } from '../../src/model/listing.ts'
import { ERAS } from '../../src/transform/eras.ts'
import { readCapture } from '../../src/transform/read-capture.ts'

const AT = Temporal.Instant.from('2026-06-10T00:00:00Z')
const WEEK: Listing = { kind: 'week', key: '2026-W23' }

function entry(index: number) {
  return {
    paper: {
      id: `2606.0000${index}`,
      title: `Paper ${index}`,
      authors: [],
      submittedOnDailyAt: '2026-06-03T00:00:00.000Z',
      upvotes: index,
    },
    title: `Paper ${index}`,
    numComments: 0,
  }
}

function read(listing: Listing, props: unknown) {
  const text = JSON.stringify(props)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
  const html = `<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="${text}"></div>`
  return readCapture({ listing, form: 'page', body: Buffer.from(html), fetchedAt: AT })
}

describe('kinds of pages that are known from reports', () => {
  test.each(['2026-W23', '2026-06-01', '2026-06-07T00:00:00.000Z', undefined])(
    'a week whose date is written as %s is that week',
    (dateString) => {
      expect(read(WEEK, { dailyPapers: [entry(1)], periodType: 'week', dateString })).toMatchObject({
        outcome: 'listing',
        era: 'week-2026',
        complete: true,
      })
    },
  )

  test('a week that is answered with another one, or with a day, is not stored', () => {
    for (const props of [
      { dailyPapers: [entry(1)], periodType: 'week', dateString: '2026-W22' },
      { dailyPapers: [entry(1)], periodType: 'day', dateString: '2026-06-05' },
    ]) {
      expect(read(WEEK, props).outcome).toBe('redirected')
    }
  })

  test('a period page with the most entries that it shows is a part of the list', () => {
    const dailyPapers = Array.from({ length: 105 }, (_, index) => entry(index + 100))
    const reading = read(WEEK, { dailyPapers, periodType: 'week', dateString: WEEK.key })
    expect(reading).toMatchObject({ outcome: 'listing', complete: false, entryCount: 105 })
  })

  test('the hits of a query are read, with or without the entry around a paper, and not the list beside them', () => {
    const listing: Listing = { kind: 'query', key: 'two  Words' }
    const { paper, ...others } = entry(2)
    const bare = { ...paper, numComments: others.numComments }
    const props = {
      dailyPapers: [entry(1)],
      searchResults: [bare, entry(3)],
      periodType: 'day',
      dateString: '2026-06-09',
    }
    expect(read(listing, { ...props, query: { q: 'two words ' } })).toMatchObject({
      outcome: 'listing',
      entries: [{ paperId: '2606.00002' }, { paperId: '2606.00003' }],
      rejections: [],
    })
    expect(read(listing, { ...props, query: { q: 'other' } }).outcome).toBe('redirected')
    // Without hits in it the page is the day that it shows.
    expect(read(listing, { ...props, searchResults: undefined })).toMatchObject({ found: 'day:2026-06-09' })
  })

  test('each era says how it is recognised', () => {
    expect(new Set(ERAS.map(({ name }) => name)).size).toBe(ERAS.length)
    for (const { recognisedBy } of ERAS) expect(recognisedBy.length).toBeGreaterThan(10)
  })
})
