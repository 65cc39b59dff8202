import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import type { Capture } from '../../src/model/capture.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { paperPageHtml } from '../support/paper-page-html.ts'

const DAY = dayListing('2025-09-22')
const AT = Temporal.Instant.from('2025-09-28T12:00:00Z')

function read(text: string, form: Capture['form'] = 'page', listing: Listing = DAY) {
  return readCapture({ listing, form, body: Buffer.from(text), fetchedAt: AT })
}

const page = (props: string, after = '') =>
  `<!doctype html><html><body><div data-target="DailyPapers" data-props="${props}"></div>${after}</body></html>`

describe('an answer that came damaged', () => {
  test.each([
    ['a page that ends inside its JSON', 'page', page('{&quot;dailyPapers&quot;:[').split('"></div>')[0]!],
    ['a page whose JSON ends early', 'page', page('{&quot;dailyPapers&quot;:[{')],
    ['a page whose JSON has one bracket too many', 'page', page('{&quot;dailyPapers&quot;:[]]}')],
    ['a page that ends before its JSON', 'page', '<!doctype html><html><body><div class="SVELTE_HYD'],
    ['a page that ends among its cards', 'page', '<html><article><a href="/papers/2509.16198">A title</a>'],
    ['an answer of the API that ends early', 'api', '[{"paper":{"id":"2509.16198"'],
    ['an answer of the API with text behind it', 'api', '[]]'],
    ['a page of a list of the API that ends early', 'api', '\u001E[{"paper":{}}]\n\u001E[{"pap'],
    ['a page of a list of the API that did not begin', 'api', '\u001E[{"paper":{}}]\n\u001E'],
  ] as const)('%s is to be asked for again', (_, form, text) => {
    const reading = read(text, form)
    expect(reading).toMatchObject({ outcome: 'refused', refusal: 'damaged', fate: 'again' })
    expect(reading).toMatchObject({
      reason: expect.stringMatching(/^the answer is damaged: .* \(status 200\)$/),
    })
    expect(reading).not.toMatchObject({ reason: expect.stringContaining('replay') })
  })

  test.each([
    ['a page with other keys', 'page', page('{&quot;papersOfTheDay&quot;:[]}')],
    ['a page whose JSON is a list', 'page', page('[]')],
    ['a page without JSON and cards', 'page', '<!doctype html><html><body>Papers</body></html>'],
    ['an object of the API', 'api', '{"papers":[]}'],
    ['a list of the API with a page that is an object', 'api', '\u001E[{"paper":{}}]\n\u001E{"error":"p"}\n'],
  ] as const)('%s is whole, and for a person', (_, form, text) => {
    expect(read(text, form).outcome).toBe('unreadable')
  })

  test('is named in words that a database takes, whatever stood in it', () => {
    const reading = read('[\u0000\u202E', 'api')
    if (reading.outcome !== 'refused') throw new Error(reading.outcome)
    expect(reading.refusal).toBe('damaged')
    for (const hostile of ['\u0000', '\u202E']) expect(reading.reason).not.toContain(hostile)
  })

  test('as the page of a paper is not read, since its lists behind the JSON may be missing', () => {
    const paper: Listing = { kind: 'paper', key: '2509.16198' }
    const whole = paperPageHtml({ paper: { id: paper.key, title: 'A title', authors: [] } })
    expect(read(whole, 'page', paper).outcome).toBe('listing')
    expect(read(whole.replace('</html>', ''), 'page', paper)).toMatchObject({ refusal: 'damaged' })
  })
})

describe('wherever a page or an answer of the replica is cut', () => {
  const bodies = new Map<string, string>()

  beforeAll(async () => {
    const replica = await startReplica({ now: AT, quota: false })
    bodies.set('page', await (await fetch(`${replica.url}/papers/date/${DAY.key}`)).text())
    const api = await (await fetch(`${replica.url}/api/daily_papers?date=${DAY.key}`)).text()
    bodies.set('api', api)
    const pages = [JSON.parse(api) as unknown[], []]
    bodies.set('sequence', pages.map((each) => `\u001E${JSON.stringify(each)}\n`).join(''))
    await replica.close()
  })

  test.each(['page', 'api', 'sequence'])('it (%s) is damaged, or all its entries are there', (name) => {
    const whole = bodies.get(name)!
    const form = name === 'page' ? 'page' : 'api'
    const all = read(whole, form)
    if (all.outcome !== 'listing') throw new Error(all.outcome)
    expect(all).toMatchObject({ complete: true, entryCount: 15 })
    let damaged = 0
    fc.assert(
      fc.property(fc.integer({ min: 12, max: whole.length - 1 }), (length) => {
        const reading = read(whole.slice(0, length), form)
        if (reading.outcome === 'refused') damaged += Number(reading.refusal === 'damaged')
        else expect(reading).toMatchObject({ outcome: 'listing', entries: all.entries })
      }),
      { numRuns: 150 },
    )
    expect(damaged).toBeGreaterThan(50)
  })
})
