import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { startReplica, type Replica } from '../../../demo/replica.ts'
import type { ReplicaOptions } from '../../../demo/replica-options.ts'
import { rawGet } from './raw-get.ts'
import { readBlob } from './read-page.ts'

const running: Replica[] = []
async function start(options: ReplicaOptions = {}): Promise<Replica> {
  const replica = await startReplica(options)
  running.push(replica)
  return replica
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((replica) => replica.close()))
})

async function json(
  url: string,
): Promise<{ paper: { id: string; upvotes: number }; [key: string]: unknown }[]> {
  return (await (await fetch(url)).json()) as { paper: { id: string; upvotes: number } }[]
}

describe('the quota', () => {
  test('counts pages and API apart and says what is left', async () => {
    const replica = await start({ quota: { pages: 2, api: 3 }, clockMs: () => 111_000 })
    const first = await rawGet(`${replica.url}/papers/trending`)
    expect(first.headers['ratelimit']).toBe('"pages";r=1;t=189')
    expect(first.headers['ratelimit-policy']).toBe('"fixed window";"pages";q=2;w=300')
    await rawGet(`${replica.url}/papers/trending`)
    const third = await rawGet(`${replica.url}/papers/trending`)
    expect(third.status).toBe(429)
    expect(third.headers['ratelimit']).toBe('"pages";r=0;t=189')
    expect(third.body.toString()).toMatch(/^We had to rate limit your IP/)
    expect((await rawGet(`${replica.url}/api/daily_papers`)).headers['ratelimit']).toBe('"api";r=2;t=189')
    expect(replica.requests.map(({ status, bucket }) => [status, bucket])).toEqual([
      [200, 'pages'],
      [200, 'pages'],
      [429, 'pages'],
      [200, 'api'],
    ])
  })

  test('is whole again in the next window, and twice as large with a token', async () => {
    let nowMs = 0
    const replica = await start({ quota: { pages: 1, windowSeconds: 10 }, clockMs: () => nowMs })
    const statusOf = async (headers = {}): Promise<number> =>
      (await rawGet(`${replica.url}/papers/trending`, headers)).status
    expect([await statusOf(), await statusOf()]).toEqual([200, 429])
    const token = { authorization: 'Bearer made-up' }
    expect([await statusOf(token), await statusOf(token), await statusOf(token)]).toEqual([200, 200, 429])
    nowMs = 10_000
    expect(await statusOf()).toBe(200)
  })

  test('is that of each address where it is told so, of all together otherwise, and of a token wherever it is', async () => {
    const statuses = async (perAddress: boolean): Promise<number[]> => {
      const replica = await start({ quota: { pages: 1, perAddress }, clockMs: () => 0 })
      const statusFrom = async (address: string, headers = {}): Promise<number> =>
        (await rawGet(`${replica.url}/papers/trending`, headers, 5000, address)).status
      const token = { authorization: 'Bearer made-up' }
      const seen = [
        await statusFrom('127.0.0.1'),
        await statusFrom('127.0.0.2'),
        await statusFrom('127.0.0.2'),
        await statusFrom('127.0.0.2', token),
        await statusFrom('127.0.0.3', token),
        await statusFrom('127.0.0.4', token),
      ]
      expect(replica.requests[1]?.address).toBe('127.0.0.2')
      return seen
    }
    expect(await statuses(true)).toEqual([200, 200, 429, 200, 200, 429])
    expect(await statuses(false)).toEqual([200, 429, 429, 200, 200, 429])
  })

  test('does not count robots.txt', async () => {
    const replica = await start()
    const { headers, body } = await rawGet(`${replica.url}/robots.txt`)
    expect(headers).not.toHaveProperty('ratelimit')
    expect(body.toString()).toContain('Allow: /')
    const forbidding = await start({ robots: 'disallow' })
    expect((await rawGet(`${forbidding.url}/robots.txt`)).body.toString()).toContain('Disallow: /')
  })
})

describe('a day without papers', () => {
  test('redirects to the latest published day before it', async () => {
    const replica = await start()
    for (const day of ['2025-09-27', '2031-01-01']) {
      const { status, headers } = await rawGet(`${replica.url}/papers/date/${day}`)
      expect([status, headers['location']]).toEqual([302, '/papers/date/2025-09-26'])
    }
    expect((await rawGet(`${replica.url}/papers/week/2031-W02`)).headers['location']).toBe(
      '/papers/week/2025-W39',
    )
  })

  test('shows another day or an empty list when told', async () => {
    const clamping = await start({ missingDay: 'clamp' })
    const clamped = readBlob(await (await fetch(`${clamping.url}/papers/date/2025-09-27`)).text())
    expect(clamped['dateString']).toBe('2025-09-26')
    const emptying = await start({ missingDay: 'empty' })
    const empty = readBlob(await (await fetch(`${emptying.url}/papers/date/2025-09-27`)).text())
    expect(empty).toMatchObject({ dateString: '2025-09-27', dailyPapers: [], prevDate: '2025-09-26' })
  })

  test('is 404 when no such day exists', async () => {
    const replica = await start()
    for (const path of [
      '/papers/date/2025-02-30',
      '/papers/week/2025-W53',
      '/papers/month/2025-13',
      '/nowhere',
    ]) {
      expect((await rawGet(replica.url + path)).status).toBe(404)
    }
  })
})

describe('the API', () => {
  test('pages through a day with 50 entries at a time, without upvoted', async () => {
    const replica = await start()
    const day = await json(`${replica.url}/api/daily_papers?date=2025-09-23`)
    expect(day.length).toBeGreaterThan(39)
    expect(day[0]).not.toHaveProperty('upvoted')
    const [first, second, third] = await Promise.all(
      [0, 1, 2].map((page) => json(`${replica.url}/api/daily_papers?week=2025-W39&p=${page}`)),
    )
    expect([first?.length, second?.length]).toEqual([50, 50])
    expect(third?.length).toBeGreaterThan(20)
    const ids = (entries: typeof day) => entries.map(({ paper }) => paper.id).toSorted()
    const whole = await json(`${replica.url}/api/daily_papers?month=2025-09&limit=100`)
    expect(ids(whole)).toEqual(ids([...first!, ...second!]))
    expect(await json(`${replica.url}/api/daily_papers?week=2025-W39&p=3`)).toEqual([])
  })

  test('sorts by votes only within a page, so that the first one is not the top of the list', async () => {
    const replica = await start()
    const votes = async (page: number, limit: number) =>
      (await json(`${replica.url}/api/daily_papers?week=2025-W39&p=${page}&limit=${limit}`)).map(
        ({ paper }) => paper.upvotes,
      )
    const [first, second] = await Promise.all([votes(0, 50), votes(1, 50)])
    for (const page of [first, second]) expect(page).toEqual(page.toSorted((one, other) => other - one))
    expect(second[0]).toBeGreaterThan(first.at(-1)!)
    const top = (await votes(0, 100)).slice(0, 50)
    expect(top.reduce((sum, each) => sum + each)).toBeGreaterThan(first.reduce((sum, each) => sum + each))
  })

  test('gives an empty list for an empty day, and JSON errors for what it does not understand', async () => {
    const replica = await start()
    expect(await json(`${replica.url}/api/daily_papers?date=2025-09-27`)).toEqual([])
    for (const query of ['date=2025-13-01', 'week=x', 'limit=101', 'limit=0', 'p=-1', 'sort=votes']) {
      const response = await fetch(`${replica.url}/api/daily_papers?${query}`)
      expect(response.status).toBe(400)
      expect(await response.json()).toHaveProperty('error')
    }
    expect((await fetch(`${replica.url}/api/papers/2509.00000`)).status).toBe(404)
  })

  test('selects by submitter, sorts, finds and shows one paper', async () => {
    const replica = await start()
    const mine = await json(`${replica.url}/api/daily_papers?submitter=taesiri`)
    expect(mine.length).toBeGreaterThan(0)
    for (const entry of mine) expect(entry['submittedBy']).toMatchObject({ name: 'taesiri' })
    const dates = (await json(`${replica.url}/api/daily_papers?date=2025-09-23&sort=publishedAt`)).map(
      (entry) => String(entry['publishedAt']),
    )
    expect(dates).toEqual(dates.toSorted((one, other) => other.localeCompare(one)))
    expect((await json(`${replica.url}/api/papers/search?q=qwen3-omni`))[0]?.paper.id).toBe('2509.17765')
    expect(await (await fetch(`${replica.url}/api/papers/2509.17765`)).json()).toMatchObject({
      id: '2509.17765',
    })
  })
})

describe('an answer', () => {
  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['zstd', zstdDecompressSync],
    ['deflate', inflateSync],
  ])('is compressed with %s when asked', async (encoding, decompress) => {
    const replica = await start()
    const plain = await rawGet(`${replica.url}/papers/date/2025-09-22`)
    const packed = await rawGet(`${replica.url}/papers/date/2025-09-22`, { 'accept-encoding': encoding })
    expect(packed.headers['content-encoding']).toBe(encoding)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(decompress(packed.body)).toEqual(plain.body)
  })

  test('is 304 for a known ETag until votes have moved', async () => {
    const replica = await start({ etag: true })
    const url = `${replica.url}/papers/date/2025-09-26`
    const etag = String((await rawGet(url)).headers['etag'])
    const again = await rawGet(url, { 'if-none-match': etag })
    expect([again.status, again.body.length]).toEqual([304, 0])
    replica.setNow('2025-09-29T12:00:00Z')
    expect((await rawGet(url, { 'if-none-match': etag })).status).toBe(200)
  })

  test('follows the instant that is set', async () => {
    const replica = await start({ now: '2025-09-23T12:00:00Z' })
    const size = async (): Promise<number> =>
      (await json(`${replica.url}/api/daily_papers?date=2025-09-23`)).length
    const atNoon = await size()
    replica.setNow('2025-09-24T23:00:00Z')
    expect(await size()).toBeGreaterThan(atNoon)
    expect(replica.now().toString()).toBe('2025-09-24T23:00:00Z')
  })
})

test('the replica ends while an answer hangs, and can be ended twice', async () => {
  const replica = await start()
  replica.setFault({ kind: 'hang' })
  const pending = rawGet(`${replica.url}/papers`).catch((error: unknown) => error)
  while (replica.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await replica.close()
  await replica.close()
  expect(await pending).toBeInstanceOf(Error)
})

test('the process prints its address and ends on SIGTERM', async () => {
  const child = spawn(process.execPath, ['demo/serve.ts', '--port', '0', '--seconds', '60'])
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  expect((await rawGet(`${line.toString().trim()}/robots.txt`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
