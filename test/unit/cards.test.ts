import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import type { ListingReading } from '../../src/model/reading.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { CAPTURES_FOLDER, HAS_CAPTURES, type RawEntry, rawEntries } from '../support/captures.ts'

const AT = Temporal.Instant.from('2026-11-01T00:00:00Z')
const BLOB = /<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="[^"]*"/
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

const WITHOUT = {
  'the data-props attribute': (html: string) =>
    html.replace(BLOB, '<div class="SVELTE_HYDRATER contents" data-target="DailyPapers"'),
  'the whole component': (html: string) => html.replace(BLOB, '<div'),
}

function read(html: string, listing: Listing) {
  return readCapture({ listing, form: 'page', body: Buffer.from(html), fetchedAt: AT })
}

function shown({ entries, papers }: ListingReading) {
  const paperOf = new Map(papers.map((paper) => [paper.id, paper]))
  return entries.map(({ rank, paperId, submittedBy }) => {
    const { title, upvotes, comments, organization } = paperOf.get(paperId)!
    return {
      rank,
      paperId,
      title,
      upvotes,
      comments,
      organization: organization?.handle ?? null,
      by: submittedBy?.handle ?? null,
    }
  })
}

function expected(entries: readonly RawEntry[]) {
  return entries.map((entry, index) => ({
    rank: index + 1,
    paperId: entry.paper.id,
    title: oneLine(entry.paper.title),
    upvotes: entry.paper.upvotes,
    comments: entry.numComments ?? 0,
    organization: entry.organization?.name ?? null,
    by: entry.submittedBy?.name ?? null,
  }))
}

const files = HAS_CAPTURES ? readdirSync(join(CAPTURES_FOLDER, 'html')).sort() : []

describe.each(Object.keys(WITHOUT) as (keyof typeof WITHOUT)[])('cards of pages without %s', (what) => {
  test.skipIf(!HAS_CAPTURES)('say the same as the JSON of each real page, on every card', () => {
    let cards = 0
    for (const file of files) {
      const path = join(CAPTURES_FOLDER, 'html', file)
      const html = WITHOUT[what](gunzipSync(readFileSync(path)).toString('utf8'))
      const reading = read(html, dayListing(file.slice(0, 10)))
      expect(reading, file).toMatchObject({
        outcome: 'listing',
        reader: 'cards',
        complete: false,
        rejections: [],
        layoutChange: expect.stringContaining('no JSON'),
      })
      const found = shown(reading as ListingReading)
      expect(found, file).toEqual(expected(rawEntries(path)))
      cards += found.length
    }
    expect(cards).toBeGreaterThan(350)
  })

  test.each(['2024', 'svelte4', 'svelte5'] as const)(
    'say the same as the JSON of a %s page of the replica',
    async (era) => {
      const replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false, era })
      try {
        const html = await (await fetch(`${replica.url}/papers/date/2025-09-23`)).text()
        const whole = read(html, dayListing('2025-09-23')) as ListingReading
        const cards = read(WITHOUT[what](html), dayListing('2025-09-23')) as ListingReading
        expect(whole.reader).toBe('blob')
        expect(cards.reader).toBe('cards')
        expect(shown(cards)).toEqual(shown(whole))
      } finally {
        await replica.close()
      }
    },
  )
})

test.skipIf(!HAS_CAPTURES)('the page of another day is not taken for the asked one', () => {
  for (const file of files) {
    const html = WITHOUT['the whole component'](
      gunzipSync(readFileSync(join(CAPTURES_FOLDER, 'html', file))).toString('utf8'),
    )
    expect(read(html, dayListing('2025-01-01')), file).toEqual({
      outcome: 'redirected',
      listing: dayListing('2025-01-01'),
      found: `day:${file.slice(0, 10)}`,
    })
  }
})

test.each(['week/2025-W39', 'month/2025-09', 'trending'])(
  'cards of the page %s are read',
  async (address) => {
    const replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
    try {
      const html = await (await fetch(`${replica.url}/papers/${address}`)).text()
      const [kind, key] = (address.includes('/') ? address : `${address}/now`).split('/') as ['week', string]
      const whole = read(html, { kind, key }) as ListingReading
      const cards = read(WITHOUT['the whole component'](html), { kind, key }) as ListingReading
      expect(cards.reader).toBe('cards')
      const bare = (each: ListingReading) =>
        shown(each).map((card) => Object.assign(card, { comments: null }))
      expect(bare(cards)).toEqual(bare(whole))
    } finally {
      await replica.close()
    }
  },
)

test.skipIf(!HAS_CAPTURES)('a card of the trending page, which holds every link twice, is one entry', () => {
  const file = join(CAPTURES_FOLDER, 'excerpts/trending_2026-10-07_card_transcribed.html')
  const listing: Listing = { kind: 'trending', key: 'now' }
  const html = readFileSync(file, 'utf8')
  const whole = read(html, listing) as ListingReading
  const cards = read(WITHOUT['the data-props attribute'](html), listing) as ListingReading
  expect([whole.reader, cards.reader]).toEqual(['blob', 'cards'])
  expect(shown(cards)).toEqual([{ ...shown(whole)[0], comments: null }])
  expect(cards.papers[0]).toMatchObject({
    repository: 'https://github.com/ultralytics/ultralytics',
    stars: null,
  })
})

test.skipIf(!HAS_CAPTURES)('a page without JSON and cards has changed; it is not taken for a refusal', () => {
  for (const file of files) {
    const html = WITHOUT['the whole component'](
      gunzipSync(readFileSync(join(CAPTURES_FOLDER, 'html', file))).toString('utf8'),
    )
    const bare = html.replaceAll('<article', '<section')
    expect(read(bare, dayListing(file.slice(0, 10))).outcome, file).toBe('unreadable')
  }
})
