import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import type { Week53 } from '../../demo/server/site-state.ts'
import { syntheticCatalog } from '../../demo/site/synthetic-catalog.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { planOfNight } from '../../jobs/nightly/plan-of-night.ts'
import { addDays } from '../../src/model/day.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { jobContext, keepingLogger } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const catalog = syntheticCatalog({ from: '2026-12-14', to: '2027-01-31', weekends: true, size: 6 })
const BOUND = '"date" must be less than or equal to "2026-12-20"'

describe('fault 10: what the site does not have yet', () => {
  let replica: Replica
  let held: TestWarehouse

  beforeAll(async () => {
    replica = await startReplica({ catalog, now: '2026-12-21T12:00:00Z', quota: false })
  })
  afterEach(async () => {
    replica.clearFaults()
    await held.drop()
  })
  afterAll(async () => replica.close())

  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
  const ask = async (day: string, now: string, form: 'page' | 'api' = 'api') => {
    replica.setNow(now)
    const { logger, warnings } = keepingLogger()
    // Each answer comes after the one before it.
    let milliseconds = 0
    const clock = () => replica.now().add({ milliseconds: milliseconds++ })
    const context = { ...jobContext(held.warehouse, replica.url, clock), logger }
    return { ...(await fetchListings(context, [dayListing(day)], form)), warnings }
  }

  test('a day beyond the bound of the API is looked at again while it is young, and keeps the reason', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'date-bound', bound: '2026-12-20', match: 'date=2026-12-21', times: 1 })
    const early = await ask('2026-12-21', '2026-12-21T12:00:00Z')
    expect(early).toMatchObject({ exitCode: 0, warnings: [], runCounts: { refused: 0, empty: 1 } })
    expect(await select('select state, attempts, reason from coverage')).toEqual([
      ['empty', '0', `the site does not have it yet: ${BOUND} (status 400)`],
    ])
    const planned = async (today: string) =>
      (
        await planOfNight(held.warehouse, {
          today,
          now: Temporal.Instant.from(`${today}T12:00:00Z`),
          follow: [],
        })
      ).map(({ listing }) => listing.key)
    for (const later of [1, 2, 3]) {
      expect(await planned(addDays('2026-12-21', later))).toContain('2026-12-21')
    }
    expect((await ask('2026-12-21', '2026-12-22T12:00:00Z')).runCounts.entries).toBe(6)
    expect(await select('select state from coverage')).toEqual([['open']])
  })

  test('behind a refused page it is the answer', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'login-page', match: '/papers/date/' })
    replica.setFault({ kind: 'date-bound', bound: '2026-12-20', match: 'date=2026-12-21' })
    const { exitCode, runCounts } = await ask('2026-12-21', '2026-12-21T12:00:00Z', 'page')
    expect({ exitCode, refused: runCounts.refused, empty: runCounts.empty }).toEqual({
      exitCode: 0,
      refused: 0,
      empty: 1,
    })
    expect(await select('select state, next_due_at is not null from coverage')).toEqual([['empty', 't']])
  })

  test('the rows of a day that was loaded stay', async () => {
    held = await createWarehouse()
    const { runCounts } = await ask('2026-12-21', '2026-12-21T12:00:00Z')
    expect(runCounts.entries).toBeGreaterThan(0)
    replica.setFault({ kind: 'date-bound', bound: '2026-12-20', match: 'date=2026-12-21' })
    expect((await ask('2026-12-21', '2026-12-21T18:00:00Z')).exitCode).toBe(0)
    expect(await select('select state, loaded from coverage')).toEqual([['open', String(runCounts.entries)]])
  })

  test('an old day is not late any more: the bound is none for it, and exits 75', async () => {
    held = await createWarehouse()
    replica.setFault({ kind: 'date-bound', bound: '2026-12-20', match: 'date=2026-12-21' })
    const { exitCode } = await ask('2026-12-21', '2027-01-20T12:00:00Z')
    expect(exitCode).toBe(75)
    expect(await select('select state, reason from coverage')).toEqual([
      ['not-found', `the site has no such page: ${BOUND} (status 400)`],
    ])
  })
})

test.each([
  ['{"error":"\\"date\\" must be less than or equal to 2026-12-20"}', 200, 'not-yet'],
  ['{"error":"Invalid date"}', 400, 'not-found'],
  ['{"error":"Paper not found"}', 404, 'not-found'],
] as const)('fault 10: %s with status %i is %s', (body, status, refusal) => {
  const reading = readCapture({
    listing: dayListing('2026-12-21'),
    form: 'api',
    status,
    body: Buffer.from(body),
    fetchedAt: Temporal.Instant.from('2026-12-21T12:00:00Z'),
  })
  expect(reading).toMatchObject({ outcome: 'refused', refusal })
})

describe('fault 10: the week 2026-W53', () => {
  const W53: Listing = { kind: 'week', key: '2026-W53' }

  /** Nights on which the week is followed; gives what they ended with, and warned of. */
  async function nightsOf(week53: Week53, days: readonly string[]) {
    const replica = await startReplica({ catalog, now: '2026-12-27T12:00:00Z', quota: false, week53 })
    const held = await createWarehouse()
    const nights: { exitCode: number; warnings: string[]; weeks: string[] }[] = []
    try {
      for (const day of days) {
        replica.setNow(`${day}T12:00:00Z`)
        const { logger, warnings } = keepingLogger()
        const before = replica.requests.length
        const context = { ...jobContext(held.warehouse, replica.url, () => replica.now()), logger }
        const { exitCode } = await nightly(context, { follow: ['week'] })
        const paths = replica.requests.slice(before).map(({ path }) => path)
        const weeks = paths.flatMap((path) => /^\/papers\/week\/(.*)/.exec(path)?.[1] ?? [])
        nights.push({ exitCode, warnings, weeks })
      }
      const { rows } = await held.warehouse.readOnly(
        `select l.key, l.state, count(p.paper_id) from stored_listings l left join listing_papers p using (kind, key)
         where l.kind = 'week' group by l.key, l.state order by l.key`,
      )
      return { nights, rows }
    } finally {
      await held.drop()
      await replica.close()
    }
  }

  const DAYS = ['2026-12-27', '2026-12-28', '2026-12-29', '2026-12-30', '2027-01-04', '2027-01-05']

  test.each([
    ['bad-request', 'empty'],
    ['not-found', 'empty'],
    ['redirect', 'redirected'],
  ] as const)(
    'where the site refuses it (%s) one warning says so, and it is asked for every night',
    async (way, state) => {
      const { nights, rows } = await nightsOf(way, DAYS)
      expect(nights.map(({ exitCode }) => exitCode)).toEqual(DAYS.map(() => 0))
      const asked = nights.map(({ weeks }) => weeks.includes(W53.key))
      expect(asked).toEqual([false, true, true, true, true, true])
      const warnings = nights.map((night) => night.warnings.filter((each) => each.includes('week:')))
      // On its first day it may only be late.
      expect(warnings.map(({ length }) => length)).toEqual([0, 0, 1, 0, 0, 0])
      expect(warnings[2]![0]).toMatch(/^week:2026-W53: .*asked for again/)
      expect(rows).toEqual([
        ['2026-W51', 'complete', '42'],
        ['2026-W52', 'complete', '42'],
        ['2026-W53', state, '0'],
        ['2027-W01', 'complete', expect.stringMatching(/^[1-9]/)],
      ])
    },
  )

  test('where the site has it, it is a week like others', async () => {
    const { nights, rows } = await nightsOf('shown', DAYS)
    expect(nights.flatMap(({ warnings }) => warnings.filter((each) => each.includes('week:')))).toEqual([])
    expect(rows.map(([key, state]) => [key, state])).toEqual([
      ['2026-W51', 'complete'],
      ['2026-W52', 'complete'],
      ['2026-W53', 'complete'],
      ['2027-W01', 'complete'],
    ])
  })

  test('by the API it is refused by a bound, and not late any more once it moves no more', async () => {
    const replica = await startReplica({
      catalog,
      now: '2026-12-30T12:00:00Z',
      quota: false,
      week53: 'bad-request',
    })
    const held = await createWarehouse()
    try {
      const get = async (now: string) => {
        replica.setNow(now)
        const context = jobContext(held.warehouse, replica.url, () => replica.now())
        return (await fetchListings(context, [W53], 'api')).exitCode
      }
      expect(await get('2026-12-30T12:00:00Z')).toBe(0)
      const { rows } = await held.warehouse.readOnly('select state, reason from listings')
      expect(rows).toEqual([
        [
          'empty',
          'the site does not have it yet: "week" must be less than or equal to "2026-W52" (status 400)',
        ],
      ])
      expect(await get('2027-01-20T12:00:00Z')).toBe(75)
    } finally {
      await held.drop()
      await replica.close()
    }
  })
})
