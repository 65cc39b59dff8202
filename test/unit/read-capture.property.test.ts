import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import { dayListing } from '../../src/model/listing.ts'
import { decodeAttribute } from '../../src/transform/decode-attribute.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { mutateEntries } from '../mutation/mutate-entries.ts'
import { replicaSpecimens } from '../mutation/replica-specimens.ts'

const DAY = '2025-09-22'
const AT = Temporal.Instant.from('2025-09-28T12:00:00Z')

type Edit = { readonly at: number; readonly cut: number; readonly put: Uint8Array }

/** A place in a page, as a share of it. Not a double: nearly all of those lie at its very beginning. */
const place = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000)

const edit: fc.Arbitrary<Edit> = fc.record({
  at: place,
  cut: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 100, max: 5000 })),
  put: fc.uint8Array({ maxLength: 6 }),
})

/** Letters put in: most of them land in a text, and leave the page one that can be read. */
const letters: fc.Arbitrary<Edit> = fc.record({
  at: place,
  cut: fc.constant(0),
  put: fc.uint8Array({ min: 0x61, max: 0x7a, minLength: 1, maxLength: 6 }),
})

const edits = fc.oneof(
  fc.array(edit, { minLength: 1, maxLength: 4 }),
  fc.array(letters, { minLength: 1, maxLength: 4 }),
)

function edited(bytes: Buffer, wanted: readonly Edit[]): Buffer {
  return wanted.reduce((now, { at, cut, put }) => {
    const from = Math.floor(at * now.length)
    return Buffer.concat([now.subarray(0, from), put, now.subarray(from + cut)])
  }, bytes)
}

describe('whatever is done to the bytes of a page', () => {
  const bodies = new Map<string, Buffer>()

  beforeAll(async () => {
    const replica = await startReplica({ now: AT, quota: false })
    const get = async (path: string) => Buffer.from(await (await fetch(replica.url + path)).arrayBuffer())
    const page = await get(`/papers/date/${DAY}`)
    bodies.set('page', page)
    bodies.set('api', await get(`/api/daily_papers?date=${DAY}`))
    bodies.set(
      'cards',
      Buffer.from(page.toString().replace(/data-target="DailyPapers" data-props="[^"]*"/, '')),
    )
    await replica.close()
  })

  test.each(['page', 'api', 'cards'])(
    'reading it (%s) never throws, and gives no entry that it does not hold',
    (name) => {
      let read = 0
      fc.assert(
        fc.property(edits, (wanted) => {
          const body = edited(bodies.get(name)!, wanted)
          const form = name === 'api' ? 'api' : 'page'
          const reading = readCapture({ listing: dayListing(DAY), form, body, fetchedAt: AT })
          if (reading.outcome !== 'listing') return
          read++
          const text = body.toString('utf8')
          for (const { id } of reading.papers) expect(text).toContain(id)
          expect(new Set(reading.entries.map(({ paperId }) => paperId)).size).toBe(reading.entries.length)
        }),
        { numRuns: { page: 200, cards: 60 }[name] ?? 800 },
      )
      expect(read).toBeGreaterThan(5)
    },
  )

  test('the order of the entries does not matter to what the papers are', () => {
    const entries = JSON.parse(bodies.get('api')!.toString()) as unknown[]
    const papersOf = (list: readonly unknown[]) => {
      const reading = readCapture({
        listing: dayListing(DAY),
        form: 'api',
        body: Buffer.from(JSON.stringify(list)),
        fetchedAt: AT,
      })
      if (reading.outcome !== 'listing') throw new Error(reading.outcome)
      return reading.papers.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    }
    const expected = papersOf(entries)
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        expect(papersOf(shuffled)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })
})

test('an attribute decodes to what was escaped, wherever its entities fall', () => {
  const piece = fc.oneof(
    fc.constantFrom('"', '&', '<', '>', '&amp;', '&quot', 'é', '😀', '\n'),
    fc.string({ maxLength: 9 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('').toWellFormed()
      const escaped = text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
      expect(decodeAttribute(Buffer.from(escaped))).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

test('no key can be deleted, renamed or retyped so that a wrong value loads without a trace', async () => {
  for (const specimen of await replicaSpecimens()) {
    const results = mutateEntries({ ...specimen, json: fewer(specimen.json) })
    expect(results.length).toBeGreaterThan(300)
    expect(results.filter(({ fate }) => fate === 'WRONG')).toEqual([])
    expect(new Set(results.map(({ fate }) => fate))).toContain('quarantine')
  }
})

/** The first entries are enough for a test; the script takes whole lists. */
function fewer(json: unknown): unknown {
  if (Array.isArray(json)) return json.slice(0, 5)
  const props = json as { dailyPapers: unknown[] }
  return { ...props, dailyPapers: props.dailyPapers.slice(0, 5) }
}
