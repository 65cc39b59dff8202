import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { periodOfMonth, periodOfWeek } from '../../demo/site/calendar.ts'
import { factsCatalog } from '../../demo/site/facts-catalog.ts'
import {
  dayListing as dayOnSite,
  type ListingEntry,
  PERIOD_PAGE_SIZE,
  periodListing,
  searchListing,
  trendingListing,
} from '../../demo/site/listing.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { dayListing, parseListing, type Listing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createEmbedded, createWarehouse } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const NOW_MS = Date.parse(NOW)

function listing(name: string): Listing {
  const parsed = parseListing(name)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.listing
}

/** Of a list of the API equal votes stand in any order, so only the set counts there. */
const ids = (entries: readonly ListingEntry[]) => entries.map(({ appearance }) => appearance.paper.id)

describe('every kind of listing', () => {
  const catalog = factsCatalog()
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ catalog, now: NOW, quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const week = periodListing(catalog, periodOfWeek('2025-W39')!, NOW_MS)
  const month = periodListing(catalog, periodOfMonth('2025-09')!, NOW_MS)
  const stored = async (name: string) => {
    const { kind, key } = listing(name)
    const result = await held.warehouse.readOnly(
      `select paper_id from listing_papers where kind = '${kind}' and key = '${key}' order by rank`,
    )
    return result.rows.map(([id]) => id)
  }

  test.each([
    ['week:2025-W39', week.slice(0, PERIOD_PAGE_SIZE), 'week-2026'],
    ['month:2025-09', month.slice(0, PERIOD_PAGE_SIZE), 'month-2026'],
    ['trending', trendingListing(catalog, NOW_MS), 'trending-2026'],
    ['query:video', searchListing(catalog, 'video', NOW_MS, 120), 'query-2026'],
  ] as const)('the page of %s gives its papers in their order', async (name, expected, era) => {
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const { runCounts, exitCode } = await fetchListings(context, [listing(name)])
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: expected.length, exitCode: 0 })
    expect(expected.length).toBeGreaterThan(3)
    expect(await stored(name)).toEqual(ids(expected))
    const way = await held.warehouse.readOnly(
      `select reader, era, fetched_with from captures where kind = '${listing(name).kind}'`,
    )
    expect(way.rows).toEqual([['blob', era, 'http']])
  })

  test.each([
    ['day:2025-09-23', dayOnSite(catalog, '2025-09-23', NOW_MS)],
    ['week:2025-W39', week],
    ['month:2025-09', month],
    ['query:agent', searchListing(catalog, 'agent', NOW_MS, 120)],
  ] as const)('the API gives all of %s, page by page', async (name, expected) => {
    const context = jobContext(held.warehouse, replica.url, () => replica.now().add({ seconds: 1 }))
    const { runCounts, exitCode } = await fetchListings(context, [listing(name)], 'api')
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: expected.length, exitCode: 0 })
    expect(new Set(await stored(name))).toEqual(new Set(ids(expected)))
  })

  test('hits of a query are not the list of the day that stands beside them', async () => {
    const beside = dayOnSite(catalog, '2025-09-26', NOW_MS)
    expect(await stored('query:video')).not.toContain(
      ids(beside).find((id) => !ids(searchListing(catalog, 'video', NOW_MS, 120)).includes(id)),
    )
  })

  test('a week that has no list of its own gets no rows', async () => {
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const { runCounts } = await fetchListings(context, [listing('week:2025-W30')])
    expect({ redirected: runCounts.redirected, loaded: runCounts.loaded }).toEqual({
      redirected: 1,
      loaded: 0,
    })
    expect(await stored('week:2025-W30')).toEqual([])
  })

  test('a paper that the site does not have is said to be missing for good, and exits 2', async () => {
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const { runCounts, exitCode } = await fetchListings(context, [listing('paper:1901.00001')])
    expect({ refused: runCounts.refused, final: runCounts.final, exitCode }).toEqual({
      refused: 1,
      final: 1,
      exitCode: 2,
    })
    const row = await held.warehouse.readOnly(
      `select state, reason from stored_listings where kind = 'paper' and key = '1901.00001'`,
    )
    expect(row.rows).toEqual([['not-found', 'the site has no such page (status 404)']])
  })

  test('fetching a listing that stayed the same writes a capture and no other row', async () => {
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    await fetchListings(context, [listing('week:2025-W39')])
    const { runCounts } = await fetchListings(context, [listing('week:2025-W39')])
    expect(runCounts.rows['papers']).toBe(0)
    expect(runCounts.rows['appearances']).toBe(0)
    expect(rowsWritten(runCounts)).toBeLessThanOrEqual(2)
  })
})

describe('a list that moves while it is read', () => {
  const SIZE = 230
  const requests: string[] = []
  /** The paper at place 150 climbs to the top after the first page was given, as votes come in. */
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site')
    const [page, limit] = ['p', 'limit'].map((name) => Number(url.searchParams.get(name)))
    const order = Array.from({ length: SIZE }, (_, index) => index)
    if (url.pathname === '/robots.txt') {
      response.writeHead(404).end()
      return
    }
    if (requests.length > 0) order.unshift(...order.splice(150, 1))
    requests.push(url.search)
    const entries = order.slice(page! * limit!, (page! + 1) * limit!).map((index) => ({
      paper: {
        id: `2509.${String(index).padStart(5, '0')}`,
        title: `Paper ${index}`,
        authors: [{ name: 'A. Author', hidden: false }],
        summary: 'A stand-in.',
        publishedAt: '2025-09-22T00:00:00.000Z',
        submittedOnDailyAt: '2025-09-23T00:00:00.000Z',
        upvotes: SIZE - index,
      },
      title: `Paper ${index}`,
      publishedAt: '2025-09-22T00:00:00.000Z',
      numComments: 0,
    }))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(entries))
  })

  test('gives every paper once', async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const held = await createEmbedded()
    try {
      const { port } = server.address() as AddressInfo
      const now = Temporal.Instant.from(NOW)
      const context = jobContext(held.warehouse, `http://127.0.0.1:${port}`, () => now)
      const { runCounts } = await fetchListings(context, [listing('week:2025-W39')], 'api')
      expect(runCounts).toMatchObject({ entries: SIZE, quarantined: 0, captures: 1 })
      const rows = await held.warehouse.readOnly('select count(*), count(distinct rank) from listing_papers')
      expect(rows.rows).toEqual([[String(SIZE), String(SIZE)]])
      // Three pages of 100 miss the one that climbed; the sweep with other cuts finds it, one more finds nothing.
      expect(requests.map((search) => /limit=(\d+)&p=(\d+)/.exec(search)?.slice(1).join(':'))).toEqual([
        '100:0',
        '100:1',
        '100:2',
        '91:0',
        '91:1',
        '91:2',
        '82:0',
        '82:1',
        '82:2',
      ])
    } finally {
      await held.drop()
      server.closeAllConnections()
      server.close()
    }
  })

  test('a list of one page costs one request, and one more where the site names a next page', async () => {
    const replica = await startReplica({ now: NOW, quota: false })
    const held = await createEmbedded()
    try {
      const context = jobContext(held.warehouse, replica.url, () => replica.now())
      await fetchListings(context, [dayListing('2025-09-22')], 'api')
      expect(replica.requests.map(({ path }) => path)).toEqual([
        '/robots.txt',
        '/api/daily_papers?date=2025-09-22&limit=100&p=0',
        '/api/daily_papers?date=2025-09-22&limit=100&p=1',
      ])
    } finally {
      await held.drop()
      await replica.close()
    }
  })
})
