import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../demo/fault/fault.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import type { JobContext } from '../../jobs/run/job-context.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { contentsOf } from '../support/tables.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAYS = ['2025-09-22', '2025-09-23']
const ENTRIES = 15 + 41

describe('manners', () => {
  let replica: Replica
  let held: TestWarehouse

  beforeAll(async () => {
    replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false, etag: true })
  })
  afterEach(async () => {
    replica.clearFaults()
    replica.setNow('2025-09-28T12:00:00Z')
    await held.drop()
  })
  afterAll(async () => replica.close())

  const context = (changes: Partial<JobContext> = {}): JobContext => ({
    ...jobContext(held.warehouse, replica.url, () => replica.now()),
    ...changes,
  })
  const get = async (changes?: Partial<JobContext>, days = DAYS) => {
    const before = replica.requests.length
    const result = await fetchListings(
      context(changes),
      days.map((day) => dayListing(day)),
    )
    return { ...result, requests: replica.requests.slice(before) }
  }
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows

  test.each([
    ['503', 'unavailable', 69, /robots\.txt: the site answered 503; RFC 9309/],
    ['no answer', 'timeout', 69, /robots\.txt: no complete answer within 0\.3 s: .*; RFC 9309/],
    ['Disallow', 'disallow', 75, /robots\.txt does not allow it/],
  ] as const)(
    'fault 13: with a robots.txt of %s nothing is fetched, and the dates stay pending',
    async (_, answer, exitCode, reason) => {
      held = await createWarehouse()
      replica.setFault({ kind: 'robots', answer })
      const got = await get({ retryPolicy: { passes: 2, restMs: 10, deadlineMs: 300 } })
      expect(got.exitCode).toBe(exitCode)
      expect(got.requests.every(({ path }) => path === '/robots.txt')).toBe(true)
      expect(await select('select state, attempts from coverage')).toEqual([
        ['pending', '0'],
        ['pending', '0'],
      ])
      for (const [why] of await select('select reason from coverage')) expect(why).toMatch(reason)
      // Once it is healthy the next run gets all; a Disallow holds for a day.
      replica.clearFaults()
      replica.setNow(replica.now().add({ hours: 25 }))
      expect((await get()).runCounts.entries).toBe(ENTRIES)
    },
  )

  test.each([
    ['404', 'not-found', 'none'],
    ['1 MB', 'huge', 'rules'],
    ['HTML', 'html', 'rules'],
  ] as const)(
    'fault 13: a robots.txt of %s allows all, and is asked for once a day',
    async (_, answer, verdict) => {
      held = await createWarehouse()
      replica.setFault({ kind: 'robots', answer })
      const asked = ({ requests }: Awaited<ReturnType<typeof get>>) =>
        requests.filter(({ path }) => path === '/robots.txt').length
      const first = await get()
      expect({ entries: first.runCounts.entries, exitCode: first.exitCode }).toEqual({
        entries: ENTRIES,
        exitCode: 0,
      })
      expect(await select('select site, verdict from robots')).toEqual([[replica.url, verdict]])
      expect(asked(first)).toBe(1)
      replica.setNow(replica.now().add({ hours: 23 }))
      expect(asked(await get())).toBe(0)
      replica.setNow(replica.now().add({ hours: 2 }))
      expect(asked(await get())).toBe(1)
    },
  )

  test('fault 13: a 503 of robots.txt that passes is tried again within the run', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'robots', answer: 'unavailable', times: 1 })
    const { runCounts, exitCode } = await get()
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: ENTRIES, exitCode: 0 })
  })

  test('fault 11: a 304 after our 200 is one more reading of the same list', async () => {
    held = await createWarehouse()
    await get()
    const lists = "select to_jsonb(p) - 'last_seen' from paper_days p order by day, rank"
    const before = await select(lists)
    replica.setNow(replica.now().add({ hours: 1 }))
    replica.setFault({ kind: 'not-modified', match: '/papers/date/' })
    const { runCounts, exitCode, requests } = await get()
    expect({ loaded: runCounts.loaded, exitCode, requests: requests.map(({ status }) => status) }).toEqual({
      loaded: DAYS.length,
      exitCode: 0,
      requests: [304, 304],
    })
    expect(requests.every(({ headers }) => headers['if-none-match'] !== undefined)).toBe(true)
    expect(await select('select count(*), count(distinct sha256) from captures')).toEqual([['4', '2']])
    expect(await select('select count(*) from observations')).toEqual([['4']])
    expect(await select(lists)).toEqual(before)
  })

  test('fault 11: a 304 without a stored capture is followed by a full fetch', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'not-modified', match: '/papers/date/', times: 1 })
    const { runCounts, exitCode } = await get()
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: ENTRIES, exitCode: 0 })
  })

  test('fault 11: a 304 for ever without a stored capture is a failure, and writes nothing', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'not-modified', match: '/papers/date/' })
    const { runCounts, exitCode } = await get()
    expect({ captures: runCounts.captures, exitCode }).toEqual({ captures: 0, exitCode: 69 })
  })

  test.each([
    ['a login page', { kind: 'login-page', match: '/papers/date/' }],
    ['a captcha', { kind: 'captcha-page', match: '/papers/date/' }],
    ['a 403', { kind: 'status', status: 403, match: '/papers/date/' }],
  ] as const satisfies readonly (readonly [string, Fault])[])(
    'behind %s the API gives the list, and the capture says so',
    async (_, fault) => {
      held = await createWarehouse()
      replica.setFault(fault)
      const { runCounts, exitCode } = await get()
      expect({ entries: runCounts.entries, refused: runCounts.refused, exitCode }).toEqual({
        entries: ENTRIES,
        refused: 0,
        exitCode: 0,
      })
      expect(await select('select form, reader from captures order by key, id')).toEqual([
        ['page', null],
        ['api', 'json'],
        ['page', null],
        ['api', 'json'],
      ])
    },
  )

  test.each([
    ['http://127.0.0.1:9/papers/date/2025-09-22', /redirects to another host/],
    ['http://169.254.169.254/latest/meta-data', /redirects to another host/],
    ['loop', /redirects more than 5 times/],
  ])('fault 12: a redirect to %s is not followed', async (to, reason) => {
    held = await createWarehouse()
    replica.setFault({ kind: 'redirect', to, match: '/papers/date/' })
    const { runCounts, exitCode } = await get({ retryPolicy: { passes: 1, restMs: 1 } })
    expect({ captures: runCounts.captures, exitCode }).toEqual({ captures: 0, exitCode: 69 })
    for (const [why] of await select('select reason from coverage')) expect(why).toMatch(reason)
  })

  test('fault 4: a body beyond the size limit is refused', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'oversized', match: '/papers/date/' })
    const { runCounts, exitCode } = await get({ retryPolicy: { passes: 1, restMs: 1 } }, [DAYS[0]!])
    expect({ captures: runCounts.captures, exitCode }).toEqual({ captures: 0, exitCode: 69 })
  })

  test('a run stops at its most requests, and leaves the rest as it was', async () => {
    held = await createWarehouse()
    const before = replica.requests.length
    replica.setFault({ kind: 'status', status: 503, times: 1, match: '/papers/date/' })
    const { exitCode, runCounts } = await nightly(context(), { day: '2025-09-24', maxRequests: 2 })
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    expect({ pages: pages.length, loaded: runCounts.loaded, exitCode }).toEqual({
      pages: 2,
      loaded: 1,
      exitCode: 75,
    })
  })

  test('a night compares a day that it has read with the API', async () => {
    held = await createWarehouse()
    await nightly(context(), { day: '2025-09-24' })
    expect(await select('select key, on_page, in_api, agrees from cross_checks')).toEqual([
      ['2025-09-23', '41', '41', 't'],
    ])
    const before = await contentsOf(held.warehouse)
    replica.setNow(replica.now().add({ hours: 1 }))
    replica.setFault({ kind: 'missing-entries', share: 0.2, match: '/api/' })
    await nightly(context(), { day: '2025-09-24' })
    const [[onPage, inApi, missing, agrees]] = (await select(
      'select on_page, in_api, cardinality(only_on_page), agrees from cross_checks order by checked_at desc limit 1',
    )) as [[string, string, string, string]]
    expect({ onPage, agrees, missing: Number(missing) > 0, fewer: Number(inApi) < 41 }).toEqual({
      onPage: '41',
      agrees: 'f',
      missing: true,
      fewer: true,
    })
    // What the API said is not loaded.
    expect((await contentsOf(held.warehouse))[0]?.length).toBe(before[0]?.length)
    expect(await select("select count(*) from captures where form = 'api'")).toEqual([['0']])
  })
})
