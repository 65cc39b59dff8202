import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import * as paperboy from '../../src/library.ts'
import { apiReport } from '../../tools/api-report.ts'
import { CLI_WAREHOUSES, type CliWarehouse } from '../support/cli-warehouse.ts'

const NOW = '2025-09-24T23:00:00Z'

describe.each(CLI_WAREHOUSES)('the library, on the $name warehouse', ({ create }) => {
  let replica: Replica
  let held: CliWarehouse
  let warehouse: paperboy.OpenWarehouse

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    held = await create()
    const databaseUrl = held.env['DATABASE_URL']
    warehouse = await paperboy.openWarehouse({
      home: held.home,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    })
  })
  afterAll(async () => {
    await warehouse.close()
    await held.drop()
    await replica.close()
  })

  test('fetches a range, reads it again, and tells of both', async () => {
    const lines: unknown[] = []
    const job = { site: replica.url, now: NOW, onLog: (line: unknown) => lines.push(line) }
    const range = { from: '2025-09-22', to: '2025-09-23' }
    const fetched = await paperboy.backfill(warehouse, { ...range, ...job })
    expect(fetched).toMatchObject({ exitCode: 0, reason: null, captures: 2 })
    expect(fetched.entries).toBeGreaterThan(20)
    expect(await paperboy.replay(warehouse, range)).toMatchObject({ exitCode: 0, captures: 2 })
    expect(await paperboy.nightly(warehouse, { ...job, maxRequests: 1 })).toMatchObject({ captures: 1 })
    expect(lines).toContainEqual(
      expect.objectContaining({ level: expect.any(String), msg: expect.any(String) }),
    )
  })

  test('answers a query as text by column, and refuses one that would write', async () => {
    const rows = await paperboy.query(
      warehouse,
      "SELECT day, state, NULL AS nothing FROM coverage WHERE day <= '2025-09-23' ORDER BY day",
    )
    expect(rows).toEqual([
      { day: '2025-09-22', state: expect.any(String), nothing: null },
      { day: '2025-09-23', state: expect.any(String), nothing: null },
    ])
    await expect(paperboy.query(warehouse, 'DELETE FROM papers')).rejects.toThrow(paperboy.PaperboyError)
  })

  test('gives papers by a selection, and names words that are none', async () => {
    const top = await paperboy.papers(warehouse, 'day:2025-09-22 top:2', { now: NOW })
    expect(top.map(({ rank }) => rank)).toEqual([1, 2])
    await expect(paperboy.papers(warehouse, 'top:many')).rejects.toThrow(/top:many/)
  })
})

test('a saved response is read without a warehouse; what can not be one is named', () => {
  const body = new TextEncoder().encode('<html><body>holidays</body></html>')
  const fetchedAt = '2026-06-04T00:30:00Z'
  expect(paperboy.readCapture({ listing: 'day:2026-06-03', body, fetchedAt })).toMatchObject({
    outcome: expect.stringMatching(/unreadable|refused/),
  })
  expect(() => paperboy.readCapture({ listing: 'decade:2020', body, fetchedAt })).toThrow(/decade:2020/)
  expect(() => paperboy.readCapture({ listing: 'trending', body, fetchedAt: 'noon' })).toThrow(/"noon"/)
})

test('days and warehouses that are none are named', async () => {
  const stranger = {
    location: '',
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
  await expect(paperboy.query(stranger, 'SELECT 1')).rejects.toThrow(/openWarehouse/)
  await expect(paperboy.backfill(stranger, { from: 'May', to: '2026-05-31' })).rejects.toThrow(
    /from: got "May"/,
  )
})

test('the report of the interface is as it was said: "npm run api-report" after a change that is meant', () => {
  const said = readFileSync(join(import.meta.dirname, '../../docs/api-report.d.ts'), 'utf8')
  expect(apiReport()).toBe(said)
})
