import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { catalogOfPapers } from '../../demo/site/catalog-of-papers.ts'
import { synthesizeDay } from '../../demo/site/synthesize-day.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const NOW = '2026-06-10T12:00:00Z'
const MONTH: Listing = { kind: 'month', key: '2026-06' }
const SIZES = { '2026-06-02': 50, '2026-06-03': 100, '2026-06-04': 49 } as const

describe('lists of the API on the replica', () => {
  let replica: Replica
  const open: TestWarehouse[] = []

  beforeAll(async () => {
    const papers = Object.entries(SIZES).flatMap(([day, size]) => synthesizeDay(day, { size }))
    replica = await startReplica({
      catalog: catalogOfPapers(papers, { leaving: [], alsoOn: [] }),
      now: NOW,
      quota: false,
    })
  })
  afterEach(async () => {
    replica.clearFaults()
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  async function fetched(listing: Listing, site = replica.url) {
    const held = await createEmbedded()
    open.push(held)
    const before = replica.requests.length
    const context = jobContext(held.warehouse, site, () => replica.now())
    const result = await fetchListings(context, [listing], 'api')
    const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
    const asked = replica.requests
      .slice(before)
      .map(({ path }) => /limit=(\d+)&p=(\d+)/.exec(path)?.slice(1).join(':'))
      .filter((each) => each !== undefined)
    return { ...result, asked, select }
  }

  test.each([
    ['2026-06-02', ['100:0', '100:1']],
    ['2026-06-03', ['100:0', '100:1']],
    ['2026-06-04', ['100:0', '100:1']],
  ] as const)('the day %s is whole after the requests %o', async (day, requests) => {
    const { exitCode, runCounts, asked, select } = await fetched(dayListing(day))
    expect({ exitCode, entries: runCounts.entries, asked }).toEqual({
      exitCode: 0,
      entries: SIZES[day],
      asked: requests,
    })
    expect(await select('select state, reason from coverage')).toEqual([['complete', null]])
  })

  test('a month of several pages is ranked by votes, although its pages are sorted each by itself', async () => {
    const { runCounts, select } = await fetched(MONTH)
    expect(runCounts.entries).toBe(199)
    const votes = (
      await select(
        `select p.upvotes from listing_papers l join stored_papers p on p.id = l.paper_id order by l.rank`,
      )
    ).map(([count]) => Number(count))
    expect(votes).toHaveLength(199)
    expect(votes).toEqual(votes.toSorted((one, other) => other - one))
  })

  test('fault 6: a second page that is cut is no end of the list', async () => {
    replica.setFault({ kind: 'blob', change: 'cut', match: 'p=1' })
    const { runCounts, exitCode, select } = await fetched(MONTH)
    expect({ loaded: runCounts.loaded, refused: runCounts.refused, exitCode }).toEqual({
      loaded: 0,
      refused: 1,
      exitCode: 75,
    })
    expect(await select('select state, reason from listings')).toEqual([
      ['failed', expect.stringContaining('page 2 of the answer is not JSON')],
    ])
  })

  /** A site of one list, whose pages are given by their numbers; each names a next one. */
  async function pagedSite(pageAt: (page: number) => unknown) {
    const asked: number[] = []
    const server = createServer(({ url }, response) => {
      if (url === '/robots.txt') return void response.writeHead(404).end()
      const page = Number(new URL(url ?? '/', 'http://site').searchParams.get('p'))
      asked.push(page)
      response.setHeader('content-type', 'application/json')
      response.setHeader('link', '</api/daily_papers?p=1>; rel="next"')
      response.end(JSON.stringify(pageAt(page)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const close = () => {
      server.closeAllConnections()
      server.close()
    }
    return { url: `http://127.0.0.1:${port}`, asked, close }
  }

  test.each([
    ['an empty page', [49], 49, [0, 1]],
    ['the same page again', [49, 'again'], 49, [0, 1]],
    ['an empty page, behind short ones', [60, 40, 30], 130, [0, 1, 2, 3]],
  ] as const)('a next page that the site names is followed until %s', async (_, sizes, entries, asked) => {
    const all = (await (
      await fetch(`${replica.url}/api/daily_papers?month=2026-06&limit=100`)
    ).json()) as unknown[]
    const second = await fetch(`${replica.url}/api/daily_papers?month=2026-06&limit=100&p=1`)
    all.push(...((await second.json()) as unknown[]))
    const pages: unknown[][] = []
    for (const size of sizes) pages.push(size === 'again' ? pages.at(-1)! : all.splice(0, size))
    const site = await pagedSite((page) => pages[page] ?? [])
    try {
      const { runCounts, select } = await fetched(MONTH, site.url)
      expect(runCounts.entries).toBe(entries)
      expect(site.asked.slice(0, asked.length)).toEqual(asked)
      expect(await select('select state, reason from listings')).toEqual([['complete', null]])
    } finally {
      site.close()
    }
  })

  test('a site that gives the same page whatever is asked for proves nothing', async () => {
    const answer = await (await fetch(`${replica.url}/api/daily_papers?date=2026-06-02`)).text()
    const server = createServer(({ url }, response) => {
      if (url === '/robots.txt') return void response.writeHead(404).end()
      response.setHeader('content-type', 'application/json')
      response.end(answer)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const { runCounts, select } = await fetched(dayListing('2026-06-02'), `http://127.0.0.1:${port}`)
      expect(runCounts.entries).toBe(50)
      expect(await select('select state from coverage')).toEqual([['open']])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
