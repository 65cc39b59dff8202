import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { readStatus } from '../../jobs/run/status.ts'
import { checkStatus } from '../../src/commands/check-status.ts'
import { duration } from '../../src/commands/duration.ts'
import { statusText } from '../../src/commands/status-text.ts'
import { claimListings } from '../../src/load/ledger/leases.ts'
import { openRun } from '../../src/load/ledger/runs.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('the status of the warehouse', () => {
  let held: TestWarehouse
  let replica: Replica
  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())
  const status = async () => readStatus(held.warehouse, replica.now())
  const text = async () => statusText(await status(), 200, false)
  const update = async (set: string) => held.warehouse.rows(sql.raw(`update stored_listings set ${set}`))

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  test('says of a warehouse without a night to run one', async () => {
    expect(await text()).toMatch(/^! No nightly run was ever complete\. Type: npx paperboy nightly\n/)
    expect(checkStatus(await status(), duration('26h'))).toMatchObject({
      ok: false,
      message: 'no nightly run was ever complete: npx paperboy nightly',
    })
  })

  test('tells that all is well after a night, and what lies in the future when nothing is due', async () => {
    expect((await nightly(context(), {})).exitCode).toBe(0)
    const found = await status()
    expect(found).toMatchObject({ due: [], waiting: { count: 2 }, failed: [], on_hold: [] })
    expect(found.last_success_at).toBe('2025-09-26T22:00:00.000Z')
    expect(await text()).toMatch(/^All is well: the last complete nightly run ended 0m ago\.\n/)
    expect(await text()).toMatch(
      /Nothing is due\.\nLater \(UTC\): day:2025-09-2\d at 2025-09-\d\d \d\d:\d\d \(due again\), day:/,
    )
    expect(checkStatus(found, duration('90m'))).toMatchObject({ ok: true, failed: [] })
  })

  test.each([
    ['26h', 25, true],
    ['26h', 26, false],
    ['1d', 25, false],
    ['2d', 25, true],
    ['90m', 1, true],
    ['PT90M', 2, false],
  ])('a night may be %s old: after %i hours that is %s', async (maxAge, hours, ok) => {
    const later = await readStatus(held.warehouse, replica.now().add({ hours }))
    expect(checkStatus(later, duration(maxAge)).ok).toBe(ok)
  })

  test('tells listings of every kind with their state', async () => {
    await fetchListings(context(), [
      { kind: 'week', key: '2025-W39' },
      { kind: 'month', key: '2025-09' },
      { kind: 'trending', key: 'now' },
      { kind: 'query', key: 'diffusion models' },
      { kind: 'paper', key: '2509.19803' },
    ])
    const { listings, states } = await status()
    expect(listings.map(({ listing }) => listing)).toEqual([
      'day:2025-09-26',
      'day:2025-09-25',
      'week:2025-W39',
      'month:2025-09',
      'trending',
      'query:diffusion models',
      'paper:2509.19803',
    ])
    expect(states.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['week', 'paper', 'query']))
    const said = await text()
    for (const { listing } of listings.slice(0, -1)) expect(said).toContain(listing)
    expect(said).not.toContain('paper:2509.19803')
    expect(said).toMatch(/\nAll: day: 2 open; .*; papers' pages: 1 complete\n/)
    expect(said).toContain("\n6 lists, 1 paper's page; 2 days, ")
    expect((await status()).totals).toMatchObject({ days: 2, lists: 6, paper_pages: 1 })
  })

  test('a failed listing of any kind comes first, with its reason, its next try and what to type', async () => {
    await update(
      `state = 'failed', reason = 'the host is dead', next_retry_at = '2025-09-27T04:00:00Z' where kind = 'query'`,
    )
    await update(`state = 'drift', reason = 'no parser knows it', next_retry_at = null where kind = 'week'`)
    const lines = (await text()).split('\n')
    expect(lines[0]).toBe("! 1 list failed. Type: npx paperboy fetch 'query:diffusion models'")
    const top = lines.slice(0, 12).join('\n')
    expect(top).toMatch(/query:diffusion models +the host is dead +2025-09-27 04:00/)
    expect(top).toMatch(/week:2025-W39 +no parser knows it +not automatic/)
    expect(checkStatus(await status(), duration('26h'))).toEqual({
      ok: false,
      message:
        'failed: query:diffusion models: npx paperboy status; drift: week:2025-W39: npx paperboy status',
      last_success_at: '2025-09-26T22:00:00.000Z',
      failed: ['week:2025-W39', 'query:diffusion models'],
      stale: [],
    })
    await update(`state = 'complete', reason = null, next_retry_at = null where kind in ('query', 'week')`)
  })

  test("papers' pages that failed stand in one line behind the lists, the worst of them named", async () => {
    await held.warehouse.rows(sql`
      insert into stored_listings (kind, key, state, reason, attempts, next_retry_at, run_id)
      select 'paper', '2509.1000' || n, 'failed', 'HTTP 503', n, '2025-09-28T04:00:00Z', 1 from generate_series(1, 5) n`)
    await update(
      `state = 'failed', reason = 'the host is dead', next_retry_at = '2025-09-29T04:00:00Z' where kind = 'day'`,
    )
    const lines = (await text()).split('\n')
    expect(lines[0]).toMatch(
      /^! 2 lists, 5 papers' pages failed\. Type: npx paperboy fetch day:2025-09-26 day:2025-09-25 paper:/,
    )
    expect(lines.slice(3, 6)).toEqual([
      expect.stringMatching(/^ {2}day:2025-09-26 /),
      expect.stringMatching(/^ {2}day:2025-09-25 /),
      "  5 papers' pages: paper:2509.10005 (HTTP 503; next try 2025-09-28 04:00), " +
        'paper:2509.10004 (HTTP 503; next try 2025-09-28 04:00), ' +
        'paper:2509.10003 (HTTP 503; next try 2025-09-28 04:00) and 2 more; all of them with --json',
    ])
    expect(lines.find((line) => line.startsWith('Later'))).toBe(
      'Later (UTC): day:2025-09-25 at 2025-09-29 04:00 (next try), day:2025-09-26 at 2025-09-29 04:00 (next try); ' +
        "5 papers' pages, the first at 2025-09-28 04:00.",
    )
    expect((await status()).waiting).toMatchObject({
      count: 7,
      paper_pages: 5,
      first_page_at: '2025-09-28T04:00:00.000Z',
    })
    await held.warehouse.rows(sql`delete from stored_listings where key like '2509.1000_'`)
    await update(`state = 'open', reason = null, next_retry_at = null where kind = 'day'`)
  })

  test('what the newest run touched comes first: its summary sends the reader here', async () => {
    await held.warehouse.rows(sql`
      insert into stored_listings (kind, key, state, reason, run_id)
      select 'month', '20' || n || '-01', 'failed', 'old trouble', 1 from generate_series(10, 21) n`)
    await update(`state = 'failed', reason = 'new trouble', run_id = 99 where kind = 'week'`)
    const lines = (await text()).split('\n')
    expect(lines[0]).toMatch(/^! 13 lists failed\. Type: npx paperboy fetch week:2025-W39 month:2021-01 /)
    expect(lines[3]).toMatch(/^ {2}week:2025-W39 +new trouble/)
    await held.warehouse.rows(sql`delete from stored_listings where kind = 'month' and key like '%-01'`)
    await update(`state = 'open', reason = null, run_id = 2 where kind = 'week'`)
  })

  test('a list that is on hold is told with its reason', async () => {
    await update(
      `flagged_since = '2025-09-26T21:00:00Z', flags = '{fewer-entries}', reason = '3 instead of 14' where key = '2025-09-25'`,
    )
    expect((await status()).on_hold).toMatchObject([
      { listing: 'day:2025-09-25', flagged_since: '2025-09-26T21:00:00.000Z', flags: ['fewer-entries'] },
    ])
    expect(await text()).toMatch(
      /^! 1 list on hold: .*npx paperboy fetch day:2025-09-25\n[^]*3 instead of 14/,
    )
    await update(`flagged_since = null, flags = null, reason = null where key = '2025-09-25'`)
  })

  test('a run that holds listings is told, and that it is silent', async () => {
    const run = await openRun(held.warehouse, {
      job: 'backfill',
      arguments: {},
      version: '0',
      parserVersion: 1,
      at: replica.now(),
    })
    await claimListings(held.warehouse, run, [{ listing: { kind: 'day', key: '2025-09-24' } }])
    expect((await status()).holders).toMatchObject([
      { run_id: run, job: 'backfill', alive: true, listings: ['day:2025-09-24'] },
    ])
    await held.warehouse.rows(
      sql`update runs set alive_until = now() - interval '1 hour' where id = ${run}::bigint`,
    )
    expect(await text()).toContain('holds day:2025-09-24, but it is silent: the next run takes them over.')
  })
})
