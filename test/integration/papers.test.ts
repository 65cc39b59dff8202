import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { papers, planOfPapers } from '../../jobs/collect/papers.ts'
import { dayListing } from '../../src/model/listing.ts'
import { hasMoved } from '../../src/model/due.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createEmbedded, createWarehouse } from '../support/warehouses.ts'

const DAY = '2025-09-22'
const OF_DAY = { from: DAY, to: DAY, missing: true, stale: true, maxRequests: null }
const VANISHED = '2509.16198'

describe("papers' own pages", () => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-23T00:30:00Z', quota: false })
    await fetchListings(context(), [dayListing(DAY)])
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())
  const run = async (now: string, options: Partial<typeof OF_DAY | { maxRequests: number }> = {}) => {
    replica.setNow(now)
    const before = replica.requests.length
    const { runCounts, exitCode } = await papers(context(), { ...OF_DAY, ...options })
    const asked = replica.requests.slice(before).filter(({ path }) => path !== '/robots.txt')
    return { asked: asked.map(({ path }) => path), runCounts, exitCode }
  }
  const listed = async () =>
    (await held.warehouse.readOnly(`select paper_id from paper_days order by 1`)).rows.map(
      ([id]) => `/papers/${id}`,
    )

  test('nothing is due on the first day itself; on the next one each page is read once, over two runs', async () => {
    replica.setNow('2025-09-22T23:59:00Z')
    expect(await planOfPapers(context(), OF_DAY)).toEqual([])
    const first = await run('2025-09-23T00:30:00Z', { maxRequests: 4 })
    expect({ asked: first.asked.length, loaded: first.runCounts.loaded, code: first.exitCode }).toEqual({
      asked: 4,
      loaded: 4,
      code: 0,
    })
    const second = await run('2025-09-23T00:40:00Z')
    expect([...first.asked, ...second.asked].sort()).toEqual(await listed())
    expect((await run('2025-09-23T00:50:00Z')).asked).toEqual([])
  })

  test('a page is read sooner where votes moved, as the lists tell it', async () => {
    replica.setNow('2025-09-24T00:30:00Z')
    await fetchListings(context(), [dayListing(DAY)])
    const rows = await held.warehouse.rows<{ id: string; now: number; then: number }>(sql`
      select p.id, p.upvotes as now, s.upvotes as then from stored_papers p cross join lateral (
        select upvotes from stored_snapshots where paper_id = p.id and observed_at < '2025-09-24'
        order by observed_at desc limit 1
      ) s order by 1`)
    const moved = rows.filter(({ then, now }) => hasMoved(then, now)).map(({ id }) => id)
    const planned = await planOfPapers(context(), { ...OF_DAY, missing: false })
    expect(planned.map(({ listing }) => listing.key).sort()).toEqual(moved)
    expect(moved.length).toBeGreaterThan(0)
    expect(moved.length).toBeLessThan(rows.length)
    for (const { why } of planned) expect(why).toMatch(/^\d+ votes when it was read, \d+ now$/)
    // One that came late to the list.
    const late = await planOfPapers(context(), { ...OF_DAY, stale: false })
    expect(late.map(({ why }) => why)).toEqual(['never read'])
  })

  test('seven days later every page is read again, and tells of comments and models that came since', async () => {
    const before = await held.warehouse.readOnly(
      'select (select count(*) from stored_comments), (select count(*) from linked_repositories)',
    )
    replica.setFault({ kind: 'status', status: 404, match: `/papers/${VANISHED}` })
    const { asked, runCounts, exitCode } = await run('2025-09-29T00:30:00Z')
    expect(asked.toSorted()).toEqual(await listed())
    expect({ vanished: runCounts.vanished, refused: runCounts.refused, exitCode }).toEqual({
      vanished: 1,
      refused: 0,
      exitCode: 0,
    })
    const [comments = 0, linked = 0] = (before.rows[0] ?? []).map(Number)
    const [row] = await held.warehouse.rows(sql`
      select (select count(*)::int from stored_comments) > ${comments} as talked,
        (select count(*)::int from linked_repositories) > ${linked} as linked,
        (select count(*)::int from paper_uses where first_day = ${DAY} and days_after = 7
          and (last_without at time zone 'UTC')::date = '2025-09-23') as soon,
        (select count(*)::int from paper_uses where days_after = 1 and last_without is not null) as late,
        (select sum(comments)::int from paper_discussion) = (select count(*)::int from stored_comments) as counted,
        (select count(*)::int from paper_discussion) as papers`)
    expect(row).toEqual({
      talked: true,
      linked: true,
      soon: expect.toSatisfy((count: number) => count > 0),
      late: 0,
      counted: true,
      papers: asked.length,
    })
  })

  test('a page that has vanished keeps what it told, and is asked for at the next turn only', async () => {
    expect((await run('2025-09-30T00:30:00Z')).asked).toEqual([])
    const { rows } = await held.warehouse.readOnly(
      `select state, reason, next_retry_at from stored_listings where kind = 'paper' and key = '${VANISHED}'`,
    )
    expect(rows).toEqual([['complete', 'the site has no such page (status 404)', null]])
    const later = await run('2025-10-22T00:30:00Z', { stale: true, missing: false })
    expect(later.asked).toContain(`/papers/${VANISHED}`)
    replica.clearFaults()
  })

  test('what robots.txt forbids is not asked for, and waits', async () => {
    replica.setNow('2025-09-25T00:30:00Z')
    await fetchListings(context(), [dayListing('2025-09-24')])
    const ofNext = { from: '2025-09-24', to: '2025-09-24' }
    replica.setFault({ kind: 'robots', answer: 'disallow' })
    const forbidden = await run('2025-11-25T00:30:00Z', ofNext)
    replica.clearFaults()
    expect({ asked: forbidden.asked, code: forbidden.exitCode }).toEqual({ asked: [], code: 75 })
    const waits = await planOfPapers(context(), { ...OF_DAY, ...ofNext })
    expect(waits.length).toBeGreaterThan(10)
    for (const { why } of waits) expect(why).toMatch(/^again: .*robots\.txt does not allow it/)
  })
})

describe('a night that has requests left', () => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createEmbedded()
    replica = await startReplica({ now: '2025-09-24T00:30:00Z', quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const night = async (now: string, options: { maxRequests?: number; paperPages?: number }) => {
    replica.setNow(now)
    const before = replica.requests.length
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const { exitCode, runCounts } = await nightly(context, options)
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    return { paths: pages.map(({ path }) => path), exitCode, failed: runCounts.failed }
  }
  const own = /^\/papers\/[\d.]+$/

  test('reads the pages of the papers that its lists brought, after the lists, within its requests', async () => {
    const { paths, exitCode } = await night('2025-09-24T00:30:00Z', { maxRequests: 5, paperPages: 60 })
    expect(exitCode).toBe(0)
    expect(paths.map((path) => own.test(path))).toEqual([false, false, true, true, true])
    const first = await held.warehouse.readOnly(
      `select count(*) from stored_listings p join paper_days d on d.paper_id = p.key
       where p.kind = 'paper' and d.day = '2025-09-23'`,
    )
    expect(first.rows).toEqual([['3']])
  })

  test('reads no more pages than are wanted', async () => {
    const some = await night('2025-09-24T12:30:00Z', { paperPages: 2 })
    expect(some.paths.filter((path) => own.test(path))).toHaveLength(2)
    const none = await night('2025-09-24T13:30:00Z', {})
    expect(none.paths.filter((path) => own.test(path))).toEqual([])
  })

  test('asks for no pages of a site that is in trouble', async () => {
    replica.setFault({ kind: 'status', status: 503 })
    const { paths, failed } = await night('2025-09-25T00:30:00Z', { paperPages: 60 })
    replica.clearFaults()
    expect(failed).toBeGreaterThan(0)
    expect(paths.filter((path) => own.test(path))).toEqual([])
  })
})
