import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/fetch.ts'
import { nightly } from '../../jobs/nightly.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, WAREHOUSES } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const DAY = '2025-09-24'

describe.each(WAREHOUSES)('lists that are not whole, on the $name warehouse', ({ create }) => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await create()
    replica = await startReplica({ now: NOW, quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
  const list = async () => select(`select * from paper_days where day = '${DAY}' order by rank`)

  test('fault 8: a page with 30 % fewer entries is flagged, and the last good version stays', async () => {
    await fetchListings(context(), [dayListing(DAY)])
    const good = await list()
    replica.setFault({ kind: 'missing-entries', share: 0.35 })
    replica.setNow(replica.now().add({ hours: 2 }))
    const { tally, exitCode } = await fetchListings(context(), [dayListing(DAY)])
    expect({ heldBack: tally.heldBack, loaded: tally.loaded, exitCode }).toEqual({
      heldBack: 1,
      loaded: 0,
      exitCode: 75,
    })
    expect(await list()).toEqual(good)
    const [row] = await select(`select flags, state, reason from coverage_gaps where day = '${DAY}'`)
    expect(row).toEqual([
      '{fewer-entries}',
      'complete',
      expect.stringMatching(/^\d+ entries where there were \d+; /),
    ])
  })

  test('fault 8: a list that stays short for a day is believed, and what left it is marked', async () => {
    replica.setNow(replica.now().add({ hours: 25 }))
    const { tally } = await fetchListings(context(), [dayListing(DAY)])
    expect({ heldBack: tally.heldBack, loaded: tally.loaded }).toEqual({ heldBack: 0, loaded: 1 })
    const [[gone, all]] = (await select(
      `select count(gone_at), count(*) from paper_days where day = '${DAY}'`,
    )) as [[string, string]]
    expect(Number(gone) / Number(all)).toBeGreaterThan(0.3)
    replica.clearFaults()
    replica.setNow(replica.now().add({ hours: 1 }))
    await fetchListings(context(), [dayListing(DAY)])
    expect(await select(`select count(gone_at) from paper_days where day = '${DAY}'`)).toEqual([['0']])
    expect(await select(`select flags from coverage where day = '${DAY}'`)).toEqual([[null]])
  })

  test('fault 8: a weekday that is over and has no papers is flagged', async () => {
    const empty = await startReplica({ now: NOW, quota: false, missingDay: 'empty' })
    try {
      const there = jobContext(held.warehouse, empty.url, () => empty.now())
      await fetchListings(there, [dayListing('2025-09-19'), dayListing('2025-09-20')])
      expect(
        await select(`select day, state, flags from coverage where day < '2025-09-21' order by day`),
      ).toEqual([
        ['2025-09-19', 'empty', '{weekday-without-papers}'],
        ['2025-09-20', 'empty', null],
      ])
    } finally {
      await empty.close()
    }
  })

  test.each(['redirect', 'empty'] as const)(
    'fault 10: a weekend (%s) is no error, and is looked at again for three days',
    async (missingDay) => {
      const fresh = await create()
      const site = await startReplica({ now: '2025-09-27T23:00:00Z', quota: false, missingDay })
      try {
        const there = jobContext(fresh.warehouse, site.url, () => site.now())
        const asked: number[] = []
        for (let night = 0; night < 6; night++) {
          const before = site.requests.length
          const { exitCode } = await nightly(there, {})
          expect(exitCode).toBe(0)
          asked.push(
            site.requests.slice(before).filter(({ path }) => path === '/papers/date/2025-09-27').length,
          )
          site.setNow(site.now().add({ hours: 24 }))
        }
        // On its own day, on the next three, and never again.
        expect(asked).toEqual([1, 1, 1, 1, 0, 0])
      } finally {
        await site.close()
        await fresh.drop()
      }
    },
  )
})

test('30 nights find every entry that was ever listed, where one read at 15:00 finds 86 %', async () => {
  const { thirtyNights } = await import('../../bench/thirty-nights.ts')
  const held = await WAREHOUSES[0]!.create()
  try {
    const result = await thirtyNights(held.warehouse)
    expect(result.found).toBe(result.listed)
    expect(Math.max(...result.requests)).toBeLessThanOrEqual(25)
    expect(result.foundAt15).toBeLessThan(result.listed * 0.9)
    expect(result.foundAt15).toBeGreaterThan(result.listed * 0.8)
  } finally {
    await held.drop()
  }
})
