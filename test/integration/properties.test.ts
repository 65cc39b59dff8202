import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { backfill } from '../../jobs/collect/backfill.ts'
import { loadStored } from '../../jobs/load/ingest.ts'
import { newRunCounts, rowsWritten } from '../../jobs/run/run-counts.ts'
import { storeCapture } from '../../src/load/captures/capture-store.ts'
import type { Capture } from '../../src/model/capture.ts'
import { addDays } from '../../src/model/day.ts'
import { captureDay } from '../support/capture-day.ts'
import { jobContext } from '../support/job-context.ts'
import { contentsOf, emptied } from '../support/tables.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const DAYS = ['2025-09-22', '2025-09-23', '2025-09-24']
const INSTANTS = ['2025-09-23T15:00:00Z', '2025-09-24T15:00:00Z', '2025-09-28T12:00:00Z']
const RUNS = 8
const CHANGED = '2509.16198'
const PAGES = DAYS.length * INSTANTS.length

/** Some of the captures in any order, by their places, so that a counterexample is short. */
const inAnyOrder = (minLength: number) => fc.shuffledSubarray([...Array(PAGES).keys()], { minLength })

describe('whatever the order', () => {
  let held: TestWarehouse
  let replica: Replica
  const captures: Capture[] = []

  beforeAll(async () => {
    held = await createEmbedded()
    replica = await startReplica({ now: INSTANTS.at(-1)!, quota: false })
    for (const instant of INSTANTS) {
      replica.setNow(instant)
      // A title that is changed and changed back.
      if (instant === INSTANTS[1])
        replica.setFault({ kind: 'changed-title', id: CHANGED, title: 'Another title' })
      else replica.clearFaults()
      for (const day of DAYS)
        captures.push(await captureDay(replica.url, day, Temporal.Instant.from(instant)))
    }
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())

  async function load(places: readonly number[]): Promise<number> {
    const runCounts = newRunCounts()
    for (const place of places) {
      const capture = captures[place]!
      const stored = await storeCapture(held.warehouse, capture, '1')
      await loadStored(context(), { runId: '1', runCounts }, stored)
    }
    return rowsWritten(runCounts)
  }

  test('the order in which pages are loaded does not matter', async () => {
    await emptied(held.warehouse)
    await load(captures.keys().toArray())
    const inOrder = await contentsOf(held.warehouse)
    expect(inOrder[0]!.length).toBeGreaterThan(30)
    const versions = await held.warehouse.readOnly(
      `select fields ->> 'title', to_json(first_seen) #>> '{}', to_json(last_seen) #>> '{}' from stored_paper_versions
       where paper_id = '${CHANGED}' order by first_seen`,
    )
    const [first, second] = INSTANTS.map((instant) => instant.replace('Z', '+00:00'))
    expect(versions.rows).toEqual([
      [expect.stringMatching(/^(?!Another)/), first, null],
      ['Another title', second, second],
    ])
    await fc.assert(
      fc.asyncProperty(inAnyOrder(PAGES), async (order) => {
        await emptied(held.warehouse)
        await load(order)
        expect(await contentsOf(held.warehouse)).toEqual(inOrder)
      }),
      { numRuns: RUNS },
    )
  })

  test('loading twice equals loading once, and writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(inAnyOrder(1), async (some) => {
        await emptied(held.warehouse)
        await load(some)
        const once = await contentsOf(held.warehouse)
        expect(await load(some)).toBe(0)
        expect(await contentsOf(held.warehouse)).toEqual(once)
      }),
      { numRuns: RUNS },
    )
  })

  test('a range that is split equals the whole', async () => {
    replica.setNow(INSTANTS.at(-1)!)
    const [first, last] = ['2025-09-20', '2025-09-27']
    const run = async (from: string, to: string) =>
      backfill(context(), {
        from,
        to,
        missing: false,
        failed: false,
        all: true,
        staleParser: false,
        newestFirst: false,
        maxRequests: null,
      })
    await emptied(held.warehouse)
    await run(first, last)
    const whole = await contentsOf(held.warehouse)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 6 }), fc.boolean(), async (days, backwards) => {
        await emptied(held.warehouse)
        const parts: (readonly [string, string])[] = [
          [first, addDays(first, days)],
          [addDays(first, days + 1), last],
        ]
        for (const [from, to] of backwards ? parts.toReversed() : parts) await run(from, to)
        expect(await contentsOf(held.warehouse)).toEqual(whole)
      }),
      { numRuns: RUNS },
    )
  })
})
