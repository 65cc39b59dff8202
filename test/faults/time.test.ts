import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { syntheticCatalog } from '../../demo/site/synthetic-catalog.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { addDays, daysFrom, isWeek, weekOf } from '../../src/model/day.ts'
import { runCli } from '../support/cli-process.ts'
import { type CliWarehouse, createCliEmbedded, emptyHome } from '../support/cli-warehouse.ts'
import { jobContext } from '../support/job-context.ts'
import { readyFolder } from '../support/ready-folder.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('fault 23: nights whose clock plays tricks', () => {
  const open: TestWarehouse[] = []
  const replicas: Replica[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
    for (const replica of replicas.splice(0)) await replica.close()
  })

  /** A nightly run at each instant; gives the days that are in the warehouse then, and how often each was read. */
  async function nightsAt(instants: readonly string[], from: string, to: string) {
    const held = await createWarehouse()
    open.push(held)
    const catalog = syntheticCatalog({ from: addDays(from, -3), to, weekends: true, size: 6 })
    const replica = await startReplica({ catalog, now: instants[0]!, quota: false })
    replicas.push(replica)
    for (const instant of instants) {
      replica.setNow(instant)
      const context = jobContext(held.warehouse, replica.url, () => replica.now())
      expect((await nightly(context, {})).exitCode).toBe(0)
    }
    const { rows } = await held.warehouse.readOnly(
      `select day, count(*), count(distinct paper_id) from paper_days where day >= '${from}' group by day order by day`,
    )
    return rows.map(([day, appearances, papers]) => {
      expect(appearances).toBe(papers)
      return day
    })
  }

  test('a machine that slept for three days fills the gap', async () => {
    const nights = ['2026-05-04T12:00:00Z', '2026-05-05T12:00:00Z', '2026-05-09T03:00:00Z']
    expect(await nightsAt(nights, '2026-05-04', '2026-05-09')).toEqual(daysFrom('2026-05-04', '2026-05-09'))
  })

  test('one that slept for longer than a night can fetch fills it over some nights', async () => {
    const from = '2026-01-10'
    const nights = [
      `${from}T12:00:00Z`,
      '2026-05-01T12:00:00Z',
      '2026-05-02T12:00:00Z',
      '2026-05-03T12:00:00Z',
    ]
    expect(await nightsAt(nights, from, '2026-05-03')).toEqual(daysFrom(from, '2026-05-03'))
  })

  test('a clock that is set back one hour loses and doubles nothing', async () => {
    const nights = [
      '2026-05-04T23:30:00Z',
      '2026-05-05T00:30:00Z',
      '2026-05-04T23:35:00Z',
      '2026-05-05T12:35:00Z',
    ]
    expect(await nightsAt(nights, '2026-05-04', '2026-05-05')).toEqual(['2026-05-04', '2026-05-05'])
  })

  test('the leap day and the end of a year are days like others', async () => {
    const leap = ['2028-02-28T12:00:00Z', '2028-02-29T12:00:00Z', '2028-03-01T12:00:00Z']
    expect(await nightsAt(leap, '2028-02-28', '2028-03-01')).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ])
    const turn = ['2026-12-31T23:59:59Z', '2027-01-01T12:30:00Z']
    expect(await nightsAt(turn, '2026-12-31', '2027-01-01')).toEqual(['2026-12-31', '2027-01-01'])
  })
})

test('fault 23: ISO weeks 52, 53 and 01 are those of their days', () => {
  expect(['2026-12-27', '2026-12-28', '2027-01-03', '2027-01-04'].map((day) => weekOf(day))).toEqual([
    '2026-W52',
    '2026-W53',
    '2026-W53',
    '2027-W01',
  ])
  expect(weekOf('2024-12-30')).toBe('2025-W01')
  expect(['2026-W53', '2025-W53', '2025-W01', '2025-W00'].map((week) => isWeek(week))).toEqual([
    true,
    false,
    true,
    false,
  ])
})

describe('fault 23: the zone of the machine', () => {
  let replica: Replica
  let held: CliWarehouse
  beforeAll(async () => {
    const catalog = syntheticCatalog({ from: '2026-03-20', to: '2026-04-01', weekends: true, size: 6 })
    replica = await startReplica({ catalog, now: '2026-03-30T00:10:00Z', quota: false })
    held = await createCliEmbedded()
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  // Both changes to and from daylight-saving time (Berlin, New York), and the two ends of the earth.
  test.each([
    ['Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T01:30:00Z', '2026-03-29'],
    ['Pacific/Kiritimati', '2026-03-30T10:30:00Z', '2026-03-30'],
    ['Pacific/Pago_Pago', '2026-03-31T10:30:00Z', '2026-03-31'],
  ])('TZ=%s at %s: today is %s', async (zone, now, today) => {
    replica.setNow(now)
    const env = {
      ...held.env,
      TZ: zone,
      PAPERBOY_SITE: replica.url,
      PAPERBOY_NOW: now,
      PAPERBOY_LOG: 'debug',
    }
    const { code, lines } = await runCli(['nightly'], env)
    expect(code).toBe(0)
    const planned = lines.flatMap((line) => /due: day:(\S+) \(today\)/.exec(line)?.[1] ?? [])
    expect(planned).toEqual([today])
  })

  test('the database is asked for times in UTC, whatever its own zone', async () => {
    // The command starts the server, which has its zone from there.
    const begun = await emptyHome()
    await readyFolder(join(begun.home, 'warehouse'))
    const env = {
      ...begun.env,
      TZ: 'Pacific/Kiritimati',
      PGTZ: 'America/New_York',
      PAPERBOY_SITE: replica.url,
    }
    const { stdout } = await runCli(['sql', 'show time zone', '--format', 'csv'], env)
    expect(stdout).toBe('TimeZone\nUTC\n')
    await begun.drop()
  })
})
