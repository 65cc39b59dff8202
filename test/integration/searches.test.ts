import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { catalogOfPapers } from '../../demo/site/catalog-of-papers.ts'
import { synthesizeDay } from '../../demo/site/synthesize-day.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { createHttpClient, type HttpClient } from '../../src/crawl/http-client.ts'
import { RateLimited } from '../../src/base/errors.ts'
import type { Listing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const DAY = '2026-06-03'
const NOW = '2026-06-10T12:00:00Z'
const query = (words: string): Listing => ({ kind: 'query', key: words })

describe('searches of the API', () => {
  let replica: Replica
  const open: TestWarehouse[] = []

  const start = async (options: Parameters<typeof startReplica>[0] = {}) => {
    replica = await startReplica({ now: NOW, quota: false, ...options })
  }
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
    await replica.close()
  })

  const fetched = async (listings: readonly Listing[]) => {
    const held = await createEmbedded()
    open.push(held)
    const result = await fetchListings(
      jobContext(held.warehouse, replica.url, () => replica.now()),
      listings,
      'api',
    )
    return { ...result, select: async (statement: string) => (await held.warehouse.readOnly(statement)).rows }
  }

  test('fault 1: are counted in their own bucket, and never trip it', async () => {
    await start({ quota: { search: 3, windowSeconds: 1 } })
    const words = ['agent', 'video', 'audio', 'image', 'speech', 'robot', 'code', 'math']
    const { exitCode, runCounts, select } = await fetched(words.map((each) => query(each)))
    expect({ exitCode, lists: runCounts.loaded + runCounts.empty }).toEqual({
      exitCode: 0,
      lists: words.length,
    })
    const asked = replica.requests.filter(({ bucket }) => bucket !== undefined)
    expect(asked.map(({ status, bucket }) => `${bucket} ${status}`)).toEqual(words.map(() => 'search 200'))
    expect(asked.every(({ path }) => path.endsWith('&limit=120'))).toBe(true)
    expect(await select("select bucket from quotas where bucket <> 'robots'")).toEqual([['search']])
  })

  test.each([
    [119, 'complete'],
    [120, 'open'],
    [121, 'open'],
  ])('of %i papers with the words the list is %s', async (size, state) => {
    const papers = synthesizeDay(DAY, { size }).map((paper) => ({ ...paper, keywords: ['everywhere'] }))
    await start({ catalog: catalogOfPapers(papers, { leaving: [], alsoOn: [] }) })
    const { runCounts, select } = await fetched([query('everywhere')])
    expect(runCounts.entries).toBe(Math.min(size, 120))
    expect(await select('select state from listings')).toEqual([[state]])
  })

  test('tell nothing of a paper by the words that they mark in it', async () => {
    await start()
    const { select, runCounts } = await fetched([query('agent'), query('model')])
    expect(runCounts.entries).toBeGreaterThan(3)
    const both = await fetch(`${replica.url}/api/papers/search?q=agent`)
    expect(await both.text()).toContain('"type":"highlight"')
    expect(await select('select count(*) from stored_papers where extra is not null')).toEqual([['0']])
    expect(await select('select path, change from drift')).toEqual([])
  })
})

describe('fault 1: a 429', () => {
  let replica: Replica
  let client: HttpClient

  beforeEach(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    const clock = { now: () => replica.now() }
    client = createHttpClient({ site: replica.url, userAgent: 'test', token: null, clock })
  })
  afterEach(async () => {
    await client.close()
    await replica.close()
  })

  const get = async (path: string, bucket: string, signal?: AbortSignal) =>
    client.get(`${replica.url}${path}`, { bucket, ...(signal && { signal }) })

  test.each([
    ['a search', '/api/papers/search?q=', 'api', '/api/daily_papers?date=2025-09-22'],
    ['a page of hits', '/papers?q=', 'pages', '/papers/date/2025-09-22'],
  ])(
    'that names another bucket than was thought keeps that one quiet: %s',
    async (_, path, bucket, other) => {
      replica.setFault({ kind: 'rate-limit', bucket: 'search', resetSeconds: 300, match: path, times: 1 })
      await expect(get(`${path}agent`, bucket)).rejects.toThrow(RateLimited)
      expect((await get(other, bucket)).status).toBe(200)
      // It would be sent in five minutes.
      await expect(get(`${path}video`, bucket, AbortSignal.timeout(300))).rejects.toThrow('aborted')
      expect(replica.requests.map(({ status }) => status)).toEqual([429, 200])
    },
  )

  test('that names its bucket by the policy only keeps that one quiet', async () => {
    replica.setFault({
      kind: 'rate-limit',
      rateLimitHeaders: false,
      policy: '"fixed window";"search";q=50;w=300',
      retryAfter: '300',
      match: 'search',
      times: 1,
    })
    await expect(get('/api/papers/search?q=agent', 'api')).rejects.toThrow(RateLimited)
    expect((await get(`/api/daily_papers?date=2025-09-22`, 'api')).status).toBe(200)
    await expect(get('/api/papers/search?q=b', 'api', AbortSignal.timeout(300))).rejects.toThrow('aborted')
  })
})
