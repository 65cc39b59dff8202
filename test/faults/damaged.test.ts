import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../demo/fault/fault.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { backfill, type BackfillOptions } from '../../jobs/collect/backfill.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext, keepingLogger } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const DAY = '2025-09-22'
const PAGE = `/papers/date/${DAY}`
const MISSING: BackfillOptions = {
  from: DAY,
  to: '2025-09-23',
  missing: true,
  failed: false,
  all: false,
  staleParser: false,
  newestFirst: false,
  maxRequests: null,
}

describe('pages that are cut, and pages that changed', () => {
  let replica: Replica
  const open: TestWarehouse[] = []

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
  })
  afterEach(async () => {
    replica.clearFaults()
    replica.setNow(NOW)
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  async function fresh() {
    const held = await createWarehouse()
    open.push(held)
    const { logger, messages } = keepingLogger()
    const context = { ...jobContext(held.warehouse, replica.url, () => replica.now()), logger }
    const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
    return { context, select, messages }
  }

  /** One day fetched into a fresh warehouse while a fault is in force. */
  async function fetchedUnder(fault: Fault, form: 'page' | 'api' = 'page') {
    const made = await fresh()
    replica.setFault(fault)
    const result = await fetchListings(made.context, [dayListing(DAY)], form)
    replica.clearFaults()
    return { ...made, ...result }
  }

  const asked = (since: number) => replica.requests.slice(since).filter(({ path }) => path === PAGE).length

  describe.each(['cut', 'ends-early'] as const)('JSON that is %s', (change) => {
    test.each(['page', 'api'] as const)('fault 6: is asked for again within the run (%s)', async (form) => {
      const { runCounts, exitCode, select } = await fetchedUnder({ kind: 'blob', change, times: 1 }, form)
      expect({
        loaded: runCounts.loaded,
        entries: runCounts.entries,
        refused: runCounts.refused,
        exitCode,
      }).toEqual({
        loaded: 1,
        entries: 15,
        refused: 0,
        exitCode: 0,
      })
      expect(await select('select state, reason from coverage')).toEqual([['complete', null]])
    })

    test.each(['page', 'api'] as const)(
      'fault 6: is a failure with a next try, and no page that changed (%s)',
      async (form) => {
        const before = replica.requests.length
        const { context, messages, runCounts, exitCode, select } = await fetchedUnder(
          { kind: 'blob', change, cards: true },
          form,
        )
        expect({
          refused: runCounts.refused,
          unreadable: runCounts.unreadable,
          loaded: runCounts.loaded,
          exitCode,
        }).toEqual({
          refused: 1,
          unreadable: 0,
          loaded: 0,
          exitCode: 75,
        })
        expect(await select('select state, reason, next_retry_at > fetched_at from listings')).toEqual([
          ['failed', expect.stringContaining('the answer is damaged: '), 't'],
        ])
        const requests = replica.requests.slice(before).filter(({ path }) => path !== '/robots.txt')
        expect(requests).toHaveLength(3)
        expect(await select('select count(*) from papers')).toEqual([['0']])
        expect(messages.filter((message) => message.includes('replay'))).toEqual([])
        expect(rowsWritten((await replay(context, {})).runCounts)).toBe(0)
      },
    )
  })

  test('fault 6: a night later a page that was cut is loaded', async () => {
    const { context, select } = await fetchedUnder({ kind: 'blob', change: 'cut' })
    replica.setNow(replica.now().add({ hours: 24 }))
    expect((await nightly(context, {})).exitCode).toBe(0)
    expect(await select(`select state, loaded from coverage where day = '${DAY}'`)).toEqual([
      ['complete', '15'],
    ])
  })

  test('fault 6: a page that changed is looked at again every night until it can be read', async () => {
    const { context, select, messages } = await fetchedUnder({ kind: 'blob', change: 'renamed-key' })
    const state = async () => select(`select state, loaded from coverage where day = '${DAY}'`)
    replica.setFault({ kind: 'blob', change: 'renamed-key', match: PAGE })
    const requests: number[] = []
    for (const hours of [12, 12, 12, 12]) {
      replica.setNow(replica.now().add({ hours }))
      const before = replica.requests.length
      const { exitCode } = await nightly(context, {})
      requests.push(asked(before))
      expect(exitCode).toBe(asked(before) === 0 ? 0 : 65)
      expect(await state()).toEqual([['drift', null]])
    }
    expect(requests).toEqual([0, 1, 0, 1])
    expect(messages).toContain(`due: day:${DAY} (drift, looked at again)`)
    replica.clearFaults()
    replica.setNow(replica.now().add({ hours: 24 }))
    expect((await nightly(context, {})).exitCode).toBe(0)
    expect(await state()).toEqual([['complete', '15']])
  })

  test.each([
    ['renamed-key', 65, '(0 failed, 1 with a changed page)'],
    ['cut', 75, '(1 failed, 0 with a changed page)'],
  ] as const)(
    'fault 6: a backfill over a day that is %s exits %i, also when it did not ask for it',
    async (change, exit, says) => {
      const { context, select, messages } = await fresh()
      replica.setFault({ kind: 'blob', change, match: PAGE })
      expect((await backfill(context, MISSING)).exitCode).toBe(exit)
      expect(await select('select day, state from coverage order by day')).toEqual([
        [DAY, exit === 65 ? 'drift' : 'failed'],
        ['2025-09-23', 'complete'],
      ])
      replica.clearFaults()
      messages.splice(0)
      const before = replica.requests.length
      const again = await backfill(context, MISSING)
      expect({ exitCode: again.exitCode, requests: asked(before) }).toEqual({ exitCode: exit, requests: 0 })
      expect(messages).toContain(
        `1 day from ${DAY} to 2025-09-23 could not be read ${says}: "npx paperboy status" tells why, ` +
          `"npx paperboy backfill --from ${DAY} --to 2025-09-23 --failed" tries again`,
      )
      const healed = await backfill(context, { ...MISSING, failed: true })
      expect(healed.exitCode).toBe(0)
      expect(healed.runCounts).toMatchObject({ leftFailed: 0, leftChanged: 0, loaded: 1 })
    },
  )
})
