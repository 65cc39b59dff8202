import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startReplica, type Replica } from '../../../demo/replica.ts'
import { rawGet, type RawAnswer } from './raw-get.ts'
import { readBlob, readCards } from './read-page.ts'

const PAGE = '/papers/date/2025-09-23'
const ID = '2509.17765'
let replica: Replica
let healthy: RawAnswer
beforeAll(async () => {
  replica = await startReplica({ quota: false })
  healthy = await rawGet(replica.url + PAGE)
})
afterEach(() => replica.clearFaults())
afterAll(() => replica.close())

const get = (path = PAGE, headers = {}): Promise<RawAnswer> => rawGet(replica.url + path, headers)
const html = async (): Promise<string> => (await get()).body.toString()

describe('scope', () => {
  test('a fault heals after its times', async () => {
    replica.setFault({ kind: 'status', status: 503, times: 2 })
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([503, 503, 200])
  })

  test('a fault strikes only what it matches, and never robots.txt by default', async () => {
    replica.setFault({ kind: 'status', status: 503, match: '/date/2025-09-23' })
    replica.setFault({ kind: 'status', status: 500, match: /^\/api\// })
    const statuses = await Promise.all(
      [PAGE, '/papers/date/2025-09-22', '/api/daily_papers'].map((path) => get(path)),
    )
    expect(statuses.map(({ status }) => status)).toEqual([503, 200, 500])
    replica.setFault({ kind: 'empty-body' })
    expect((await get('/robots.txt')).body.toString()).toContain('Allow')
  })
})

describe('other answers', () => {
  test('429 with the headers of the site, and Retry-After as told', async () => {
    replica.setFault({ kind: 'rate-limit', times: 1 })
    replica.setFault({ kind: 'rate-limit', retryAfter: '1000000000', rateLimitHeaders: false })
    const first = await get()
    expect(first.status).toBe(429)
    expect(first.headers['ratelimit']).toBe('"pages";r=0;t=55')
    expect(first.headers).not.toHaveProperty('retry-after')
    const second = await get()
    expect(second.headers).not.toHaveProperty('ratelimit')
    expect(second.headers['retry-after']).toBe('1000000000')
  })

  test.each([
    ['empty-body', 200, ''],
    ['login-page', 200, 'Log In'],
    ['captcha-page', 200, 'captcha'],
    ['cdn-error', 200, 'could not be satisfied'],
    ['waf-challenge', 202, 'gokuProps'],
  ] as const)('%s has no list', async (kind, status, text) => {
    replica.setFault({ kind })
    const answer = await get()
    expect(answer.status).toBe(status)
    expect(answer.body.toString()).toContain(text)
    expect(answer.body.toString()).not.toContain('data-target="DailyPapers"')
  })

  test('a solvable challenge lets the cookie of its script through', async () => {
    replica.setFault({ kind: 'waf-challenge', solvable: true })
    const blocked = await get()
    const cookie = /document\.cookie = "([^;"]+)/.exec(blocked.body.toString())?.[1]
    expect((await get(PAGE, { cookie: String(cookie) })).body).toEqual(healthy.body)
  })

  test('redirects to another day, another host and in a loop', async () => {
    const locations = []
    for (const to of ['/papers/date/2025-09-22', 'https://example.org/papers', 'loop']) {
      replica.setFault({ kind: 'redirect', to, times: 1 })
      locations.push((await get()).headers['location'])
    }
    expect(locations).toEqual(['/papers/date/2025-09-22', 'https://example.org/papers', PAGE])
  })

  test('304 that nobody asked for', async () => {
    replica.setFault({ kind: 'not-modified' })
    expect((await get()).status).toBe(304)
  })

  test('robots.txt in all bad ways', async () => {
    const seen: unknown[] = []
    for (const answer of ['unavailable', 'disallow', 'huge', 'html', 'not-found'] as const) {
      replica.setFault({ kind: 'robots', answer, times: 1 })
      const { status, body } = await get('/robots.txt')
      seen.push([
        status,
        body.length > 1_000_000,
        /Disallow: \//.test(body.toString()),
        /<html/.test(body.toString()),
      ])
    }
    expect(seen).toEqual([
      [503, false, false, false],
      [200, false, true, false],
      [200, true, false, false],
      [200, false, false, true],
      [404, false, false, false],
    ])
    replica.setFault({ kind: 'robots', answer: 'timeout' })
    await expect(rawGet(`${replica.url}/robots.txt`, {}, 100)).rejects.toThrow('no answer')
    expect((await get()).status).toBe(200)
  })
})

describe('delivery', () => {
  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['zstd', zstdDecompressSync],
    ['deflate', inflateSync],
  ] as const)('a truncated %s body looks complete and does not decompress', async (encoding, decompress) => {
    replica.setFault({ kind: 'truncated' })
    const { status, complete, body } = await get(PAGE, { 'accept-encoding': encoding })
    expect([status, complete]).toEqual([200, true])
    expect(() => decompress(body)).toThrow(/unexpected end|truncated|incomplete|decompression/i)
  })

  test('a length that is too long leaves the body incomplete', async () => {
    replica.setFault({ kind: 'wrong-length' })
    const { complete, body, headers } = await get()
    expect(complete).toBe(false)
    expect(Number(headers['content-length'])).toBe(body.length + 100)
  })

  test('a reset cuts the body', async () => {
    replica.setFault({ kind: 'reset', afterBytes: 1000 })
    const { complete, body } = await get()
    expect([complete, body.length]).toEqual([false, 1000])
  })

  test('a drip comes in pieces', async () => {
    replica.setFault({ kind: 'drip', bytes: 2000, intervalMs: 30 })
    const { complete, body, elapsedMs } = await get('/papers/2509.17765', { 'accept-encoding': 'gzip' })
    expect(complete).toBe(true)
    expect(elapsedMs).toBeGreaterThan(60)
    expect(gunzipSync(body).toString()).toContain('PaperContent')
  })

  test('a hung answer sends nothing, or only its headers', async () => {
    replica.setFault({ kind: 'hang', times: 1 })
    replica.setFault({ kind: 'hang', phase: 'after-headers' })
    await expect(rawGet(replica.url + PAGE, {}, 100)).rejects.toThrow('no answer')
    expect(replica.requests.at(-1)?.status).toBe(0)
    const headersOnly = await rawGet(replica.url + PAGE, {}, 3000)
    expect([headersOnly.status, headersOnly.complete, headersOnly.body.length]).toEqual([200, false, 0])
  })

  test('an oversized body is as large as told', async () => {
    replica.setFault({ kind: 'oversized', bytes: 3_000_000 })
    const { body } = await get(PAGE, { 'accept-encoding': 'gzip' })
    expect(body.length).toBeLessThan(300_000)
    expect(gunzipSync(body)).toHaveLength(3_000_000)
  })
})

describe('content', () => {
  test.each(['cut', 'renamed-target', 'renamed-key', 'moved-to-script', 'gone'] as const)(
    'a blob that is %s yields no entries, and cards only when told',
    async (change) => {
      replica.setFault({ kind: 'blob', change, times: 1 })
      replica.setFault({ kind: 'blob', change, cards: true })
      const bare = await html()
      expect(() => readBlob(bare).dailyPapers.length).toThrow(/got no|JSON|undefined/)
      expect(readCards(bare)).toHaveLength(0)
      expect(readCards(await html()).length).toBeGreaterThan(30)
    },
  )

  test('a page that ends early stops inside the attribute, and an answer of the API inside its JSON', async () => {
    replica.setFault({ kind: 'blob', change: 'ends-early' })
    const page = await html()
    expect(page).toContain('data-target="DailyPapers" data-props="{&quot;')
    expect(page).not.toContain('</html>')
    expect(readCards(page)).toHaveLength(0)
    const answer = (await get('/api/daily_papers?date=2025-09-23')).body.toString()
    expect(answer).toMatch(/^\[\{"/)
    expect(() => JSON.parse(answer) as unknown).toThrow(SyntaxError)
  })

  test('one bad entry leaves the others as they were', async () => {
    const before = readBlob(healthy.body.toString()).dailyPapers
    const position = before.findIndex(({ paper }) => paper.id === ID)
    for (const change of [
      'upvotes-text',
      'no-title',
      'no-paper',
      'null',
      'bad-date',
      'authors-text',
    ] as const) {
      replica.clearFaults()
      replica.setFault({ kind: 'bad-entry', id: ID, change })
      const after = readBlob(await html()).dailyPapers
      expect(after[position]).not.toEqual(before[position])
      expect(after.toSpliced(position, 1)).toEqual(before.toSpliced(position, 1))
    }
  })

  test('a share of the entries is missing from JSON, cards and API alike', async () => {
    const whole = readBlob(healthy.body.toString()).dailyPapers.length
    replica.setFault({ kind: 'missing-entries', share: 0.3 })
    const page = await html()
    const left = readBlob(page).dailyPapers.length
    expect(left).toBe(whole - Math.ceil(whole * 0.3))
    expect(readCards(page)).toHaveLength(left)
    expect(JSON.parse((await get('/api/daily_papers?date=2025-09-23')).body.toString())).toHaveLength(left)
    replica.clearFaults()
    replica.setFault({ kind: 'missing-entries', share: 1 })
    expect(readBlob(await html()).dailyPapers).toEqual([])
  })

  test('unknown keys stand on the page, the entries and the papers', async () => {
    replica.setFault({ kind: 'unknown-keys' })
    const blob = readBlob(await html())
    expect(blob).toHaveProperty('replicaNovelty')
    expect(
      blob.dailyPapers.every((entry) => 'replicaNovelty' in entry && 'replicaScore' in entry.paper),
    ).toBe(true)
  })

  test('an entry stands twice, and a title changes', async () => {
    replica.setFault({ kind: 'repeated-entry', id: ID, secondId: `${ID}v2` })
    replica.setFault({ kind: 'changed-title', id: ID, title: 'Another title' })
    const { dailyPapers } = readBlob(await html())
    expect(dailyPapers.map(({ paper }) => paper.id)).toEqual(expect.arrayContaining([ID, `${ID}v2`]))
    expect(dailyPapers.find(({ paper }) => paper.id === ID)).toMatchObject({ title: 'Another title' })
  })

  test.each([
    ['nul', /\0/],
    ['lone-surrogate', /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/],
    ['bidi', /\u202E/],
    ['script', /<script>/],
    ['javascript-url', /javascript:/],
    ['huge-abstract', /^[^]{1048576}/],
  ] as const)('hostile text of kind %s is in the one entry', async (text, pattern) => {
    replica.setFault({ kind: 'hostile-text', id: ID, text })
    const entry = readBlob(await html()).dailyPapers.find(({ paper }) => paper.id === ID)
    const { summary, title, projectPage } = entry!.paper
    expect([summary, title, projectPage].some((value) => pattern.test(String(value)))).toBe(true)
  })
})
