import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { planOfNight } from '../../jobs/nightly/plan-of-night.ts'
import type { Followed } from '../../src/model/follow.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const FOLLOW: readonly Followed[] = [
  { kind: 'trending', key: 'now' },
  'week',
  { kind: 'query', key: 'agent' },
]

describe('nights that follow more than days', () => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-24T15:00:00Z', quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const night = async (now: string, options: { maxRequests?: number } = {}) => {
    replica.setNow(now)
    const before = replica.requests.length
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const { exitCode } = await nightly(context, { follow: FOLLOW, ...options })
    expect(exitCode).toBe(0)
    const paths = replica.requests.slice(before).map(({ path }) => path)
    // A redirect leads to a page that was asked for as well.
    return [...new Set(paths)].filter((path) => !path.startsWith('/api') && path !== '/robots.txt')
  }
  const ofDays = (paths: readonly string[]) => paths.filter((path) => path.startsWith('/papers/date/'))

  test('days come first, and what is beyond the requests waits', async () => {
    const first = await night('2025-09-24T15:00:00Z', { maxRequests: 3 })
    expect(ofDays(first)).toHaveLength(2)
    expect(first.filter((path) => !path.startsWith('/papers/date/'))).toEqual(['/papers/trending'])
    // The days were read a moment ago, trending too: what waited is all that is left.
    const second = await night('2025-09-24T15:05:00Z')
    expect(second.toSorted((a, b) => a.localeCompare(b))).toEqual([
      '/papers?q=agent',
      '/papers/week/2025-W38',
      '/papers/week/2025-W39',
    ])
  })

  test('nothing is read again within six hours, all of it after them', async () => {
    const soon = await night('2025-09-24T20:00:00Z')
    expect(soon).toEqual(ofDays(soon))
    const later = await night('2025-09-25T03:05:00Z')
    expect(later.length - ofDays(later).length).toBe(4)
  })

  test("the site's own trending list has a history", async () => {
    const { rows } = await held.warehouse.readOnly(
      `select count(*), count(distinct observed_at) from stored_observations where kind = 'trending'`,
    )
    expect(rows).toEqual([['2', '2']])
  })

  test('a plan only reads', async () => {
    const digest = async () =>
      (await held.warehouse.readOnly('select l::text from stored_listings l order by kind, key')).rows
    const before = await digest()
    const requests = replica.requests.length
    const now = Temporal.Instant.from('2025-09-26T15:00:00Z')
    const due = await planOfNight(held.warehouse, { today: '2025-09-26', now, follow: FOLLOW })
    expect(due.map(({ listing }) => listing.kind)).toEqual(
      expect.arrayContaining(['day', 'trending', 'week', 'query']),
    )
    expect(await digest()).toEqual(before)
    expect(replica.requests).toHaveLength(requests)
  })

  test('one that failed is tried again by the ledger, and its rows stay', async () => {
    replica.setFault({ kind: 'status', status: 503 })
    replica.setNow('2025-09-25T15:00:00Z')
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    await nightly(context, { follow: FOLLOW })
    replica.clearFaults()
    const { rows } = await held.warehouse.readOnly(
      `select next_retry_at > '2025-09-25T15:00:00Z', state from stored_listings where kind = 'trending'`,
    )
    expect(rows[0]?.[0]).toMatch(/^t/)
    expect(rows[0]?.[1]).not.toBe('failed')
    const again = await night('2025-09-25T16:00:00Z')
    expect(again).toContain('/papers/trending')
  })
})
