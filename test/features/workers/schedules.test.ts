import { sql } from '../../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepSchedules } from '../../../src/features/workers/jobs/keep-schedules.ts'
import { parseJob } from '../../../src/features/workers/jobs/queue-job.ts'
import { openQueue, type Queue } from '../../../src/features/workers/queue/open-queue.ts'
import { addDays, daysFrom } from '../../../src/model/day.ts'
import { seeded } from '../../support/chaos.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const FIRST = '2026-01-01'
const LAST = '2026-12-31'
const SCHEDULERS = 6

/** Nobody is there for three days. */
const OUTAGE = { from: Temporal.Instant.from('2026-08-10T06:00:00Z'), hours: 72 }
const SEED = 20_261_125

describe('schedules', () => {
  let held: TestWarehouse
  let queue: Queue

  beforeAll(async () => {
    held = await createWarehouse()
    queue = await openQueue(held.warehouse)
  })
  afterAll(async () => {
    await queue.close()
    await held.drop()
  })

  test(`fault 23: six schedulers through a year fire each night once, with clocks that jump and an outage of three days (seed ${SEED})`, async () => {
    const { warehouse } = held
    const random = seeded(SEED)
    let now = Temporal.Instant.from(`${FIRST}T00:00:00Z`)
    const schedules = [{ name: 'nightly', cron: '30 0 * * *', missed: 'each' } as const]
    const keepers = Array.from({ length: SCHEDULERS }, () => {
      // A clock may be an hour before or behind the others for a while, as when summer time was set by hand.
      const skewMinutes = () => (random() < 0.1 ? Math.round((random() - 0.5) * 120) : 0)
      return keepSchedules({
        warehouse,
        queue,
        schedules,
        now: async () => now.add({ minutes: skewMinutes() }),
      })
    })
    const end = Temporal.Instant.from(`${LAST}T23:59:00Z`)
    while (Temporal.Instant.compare(now, end) < 0) {
      await Promise.all(keepers.map(async (tick) => tick()))
      now = now.add({ minutes: 200 + Math.round(random() * 600) })
      if (
        Temporal.Instant.compare(now, OUTAGE.from) > 0 &&
        now.since(OUTAGE.from).total('hours') < OUTAGE.hours
      )
        now = OUTAGE.from.add({ hours: OUTAGE.hours })
    }
    now = end
    await Promise.all(keepers.map(async (tick) => tick()))
    const jobs = await warehouse.rows<{ data: unknown }>(
      sql`select data from pgboss.job where name = 'listings'`,
    )
    const nights = jobs.map(({ data }) => {
      const job = parseJob(data)
      return job.type === 'nightly' ? job.day : job.type
    })
    // The first call fires the night before as well: it is the last one that was due.
    expect(nights.sort()).toEqual(daysFrom(addDays(FIRST, -1), LAST))
  })

  test('a clock that was far ahead for a moment stops no night', async () => {
    const { warehouse } = held
    await warehouse.rows(sql`truncate scheduled_runs`)
    const schedules = [{ name: 'digests', cron: '0 6 * * *', missed: 'each' } as const]
    const fired: string[] = []
    const times = [
      '2026-01-01T07:00:00Z',
      '2039-01-01T07:00:00Z',
      '2026-01-02T07:00:00Z',
      '2026-01-03T07:00:00Z',
    ]
    for (const time of times) {
      const tick = keepSchedules({
        warehouse,
        queue,
        schedules,
        now: async () => Temporal.Instant.from(time),
        onScheduled: (_schedule, dueAt) => fired.push(dueAt.toString()),
      })
      await tick()
    }
    expect(fired.filter((each) => each.startsWith('2026'))).toEqual([
      '2026-01-01T06:00:00Z',
      '2026-01-02T06:00:00Z',
      '2026-01-03T06:00:00Z',
    ])
  })
})
