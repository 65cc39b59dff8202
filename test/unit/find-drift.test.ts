import { describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseEntry } from '../../src/transform/parse-entry.ts'
import { formOf } from '../../src/transform/form-of.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { HAS_CAPTURES, savedDays } from '../support/captures.ts'

const LISTING = { kind: 'day', key: '2026-06-03' } as const
const AT = Temporal.Instant.from('2026-06-04T00:00:00Z')

function entry(index: number) {
  const title = `Paper ${index}`
  return {
    paper: {
      id: `2606.${String(index).padStart(5, '0')}`,
      title,
      authors: [{ _id: 'a', name: 'A. Author', hidden: false }],
      summary: 'A stand-in.',
      publishedAt: '2026-06-01T00:00:00.000Z',
      submittedOnDailyAt: '2026-06-03T00:00:00.000Z',
      upvotes: index,
      discussionId: 'd',
      githubStars: 5,
    },
    title,
    publishedAt: '2026-06-01T00:00:00.000Z',
    summary: 'A stand-in.',
    numComments: 0,
    thumbnail: 'https://cdn-thumbnails.huggingface.co/x.png',
    isAuthorParticipating: false,
  }
}

function driftOf(change: (each: ReturnType<typeof entry>) => unknown, count = 3) {
  const entries = Array.from({ length: count }, (_, index) => change(entry(index + 1)))
  const reading = readCapture({
    listing: LISTING,
    form: 'api',
    body: Buffer.from(JSON.stringify(entries)),
    fetchedAt: AT,
  })
  if (reading.outcome !== 'listing') throw new Error(reading.outcome)
  return {
    reading,
    drift: reading.drift.map(({ path, change: what, example, count: seen }) => [path, what, example, seen]),
  }
}

describe('drift', () => {
  test('is none on an entry as it is known', () => expect(driftOf((each) => each).drift).toEqual([]))

  test('a new key is named wherever it stands, once, with an example and a count', () => {
    const { drift, reading } = driftOf((each) => ({
      ...each,
      mood: { level: 3 },
      paper: { ...each.paper, authors: [{ ...each.paper.authors[0], orcid: '0000' }] },
    }))
    expect(drift).toEqual([
      ['paper.authors.*.orcid', 'new', '"0000"', 3],
      ['mood', 'new', '{"level":3}', 3],
    ])
    expect(reading.papers).toHaveLength(3)
  })

  test('a key that was always there and is missing is named with a paper', () => {
    const { drift } = driftOf((each) => ({ ...each, thumbnail: undefined }))
    expect(drift).toEqual([['thumbnail', 'missing', '"2606.00001"', 3]])
  })

  test('a value of another type in a field beside the core is left out, kept in extra, and named', () => {
    const { drift, reading } = driftOf((each) => ({ ...each, paper: { ...each.paper, githubStars: '1.2k' } }))
    expect(drift).toEqual([['paper.githubStars', 'type', '"1.2k"', 3]])
    expect(reading.rejections).toEqual([])
    expect(reading.papers[0]).toMatchObject({
      stars: null,
      extra: { mistyped: { 'paper.githubStars': '1.2k' } },
    })
    expect(reading.partialFields).toBe(true)
  })

  test('a value of another type in the core sends the entry to quarantine, and is named as well', () => {
    const { drift, reading } = driftOf((each) => ({ ...each, paper: { ...each.paper, upvotes: '7' } }))
    expect(drift).toEqual([['paper.upvotes', 'type', '"7"', 3]])
    expect(reading.rejections.map(({ path }) => path)).toEqual([
      'paper.upvotes',
      'paper.upvotes',
      'paper.upvotes',
    ])
  })

  test('null in any optional key, or in the keys beside it, loads as absent, and is no difference of type', () => {
    const nulls = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]))
    const person = nulls(['_id', 'fullname', 'avatarUrl', 'type', 'isPro', 'isHf', 'followerCount'])
    const { drift, reading } = driftOf((each) => ({
      ...each,
      ...nulls(['mediaUrls', 'mediaUrl', 'upvoted', 'submitterOrganization', 'highlightedTitle']),
      submittedBy: { ...person, name: 'elif' },
      organization: nulls(['_id', 'name', 'fullname', 'avatar']),
      paper: {
        ...each.paper,
        ...nulls([
          'githubRepo',
          'githubRepoAddedBy',
          'githubStars',
          'projectPage',
          'mediaUrls',
          'withdrawnAt',
        ]),
        ...nulls(['ai_keywords', 'ai_summary', 'ai_summary_model', 'organization', 'submittedOnDailyBy']),
        authors: [{ _id: null, name: 'A. Author', hidden: null, user: null, status: null }],
      },
    }))
    expect(drift).toEqual([])
    expect(reading.rejections).toEqual([])
    expect(reading.papers[0]).toMatchObject({
      stars: null,
      repository: null,
      keywords: null,
      organization: null,
      extra: null,
    })
    expect(reading.papers[0]?.submittedBy).toMatchObject({ handle: 'elif' })
    expect(reading.partialFields).toBe(false)
  })

  test.each([
    ['of 2024', { date: '2024-08-01T00:00:00.000Z', periodType: null, nextDate: null, prevDate: null }],
    ['of 2026', { date: '2024-08-01T00:00:00.000Z', periodType: 'day', dateString: null, query: null }],
  ])('null in a key of a page %s leaves it the page that it is', (_, keys) => {
    const props = JSON.stringify({ ...keys, dailyPapers: [entry(1)] }).replaceAll('"', '&quot;')
    const body = `<html><div data-target="DailyPapers" data-props="${props}"></div></html>`
    const reading = readCapture({
      listing: { kind: 'day', key: '2024-08-01' },
      form: 'page',
      body: Buffer.from(body),
      fetchedAt: AT,
    })
    expect(reading).toMatchObject({ outcome: 'listing', papers: [{ id: '2606.00001' }] })
  })

  test('null in a key that was always there is as missing as no key', () => {
    const { drift } = driftOf((each) => ({ ...each, thumbnail: null }))
    expect(drift).toEqual([['thumbnail', 'missing', '"2606.00001"', 3]])
  })

  test('the words of a search that a hit marks are none, in an entry or a bare paper, and not kept', () => {
    const marked = [
      { type: 'text', text: 'Paper ' },
      { type: 'highlight', text: '1' },
    ]
    for (const hit of [
      (each: ReturnType<typeof entry>) => ({
        ...each,
        upvoted: false,
        highlightedTitle: marked,
        highlightedSummary: marked,
      }),
      (each: ReturnType<typeof entry>) => ({
        ...each.paper,
        ...each,
        paper: null,
        highlightedTitle: marked,
      }),
    ]) {
      const listing = { kind: 'query', key: 'paper' } as const
      const body = Buffer.from(JSON.stringify([hit(entry(1))]))
      const reading = readCapture({ listing, form: 'api', body, fetchedAt: AT })
      expect(reading).toMatchObject({ drift: [], papers: [{ extra: null }] })
    }
  })

  test('a long list of which no paper has code is named', () => {
    const { drift } = driftOf(
      (each) => ({ ...each, submittedBy: { name: 'a' }, organization: { name: 'o' } }),
      25,
    )
    expect(drift).toEqual([
      ['paper.githubRepo', 'missing', '"2606.00001"', 25],
      ['paper.ai_keywords', 'missing', '"2606.00001"', 25],
      ['paper.ai_summary', 'missing', '"2606.00001"', 25],
    ])
  })

  test.skipIf(!HAS_CAPTURES)('is none in any real capture', () => {
    for (const { path, listing, capturedAt } of savedDays(['html', 'api-date'])) {
      const body = gunzipSync(readFileSync(path))
      const reading = readCapture({ listing, form: formOf(body), body, fetchedAt: capturedAt })
      expect(reading.outcome === 'listing' ? reading.drift : reading, path).toEqual([])
    }
  })
})

test('several values of a wrong type in one list are left out one by one', () => {
  const bad = { ...entry(1), paper: { ...entry(1).paper, ai_keywords: ['a', 3, 'b', null], githubRepo: 7 } }
  expect(parseEntry(bad)).toMatchObject({
    entry: { paper: { ai_keywords: ['a', '', 'b', ''] } },
    mistyped: { 'paper.ai_keywords.1': 3, 'paper.ai_keywords.3': null, 'paper.githubRepo': 7 },
  })
})
