import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepAll, loadCaptures } from '../../jobs/load/ingest.ts'
import { newRunCounts, rowsWritten } from '../../jobs/run/run-counts.ts'
import type { Capture } from '../../src/model/capture.ts'
import { listingName } from '../../src/model/listing.ts'
import { everyRow } from '../support/all-tables.ts'
import { allSaved, HAS_CAPTURES } from '../support/captures.ts'
import { jobContext } from '../support/job-context.ts'
import { inBatches, randomFrom, shuffled } from '../support/shuffle.ts'
import { emptied } from '../support/tables.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'
import { forgetCaptures } from '../../src/load/captures/forget-captures.ts'
import { forgetReadings } from '../../src/load/history/forget-readings.ts'
import { matchUnidentified } from '../../src/load/history/match-unidentified.ts'

/** Orders that are tried; more by the variable. */
const SEEDS = Number(process.env['PAPERBOY_TEST_SEEDS'] ?? 10)
/** Captures of one order, and how many of them are of any time. */
const SOME = 10
const FAR = 3
const FORGETTING_SEEDS = 5
/** Orders in which everything is loaded. */
const WHOLE_ORDERS = Number(process.env['PAPERBOY_TEST_ORDERS'] ?? 1)
const MOST_IN_A_LOT = 7
const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')

/** Real captures, and what makes ties of them: lists of one instant, and two responses of one list at one instant. */
function specimens(): Capture[] {
  const saved = allSaved()
  const days = saved.filter(({ listing }) => listing.kind === 'day')
  const at = (capture: Capture, instant: Temporal.Instant): Capture => ({ ...capture, fetchedAt: instant })
  const ties = days.flatMap((capture, index) => {
    const other = days[(index + 1) % days.length]!
    const isSameDay = listingName(capture.listing) === listingName(other.listing)
    return index % 3 === 0 && isSameDay ? [at(capture, other.fetchedAt)] : []
  })
  const months = saved.filter(({ listing }) => listing.kind === 'month')
  const atOneInstant = months.flatMap((month) =>
    days
      .filter(({ listing }) => listing.key.startsWith(month.listing.key))
      .map((day) => at(day, month.fetchedAt)),
  )
  return [...saved, ...ties, ...atOneInstant]
}

/** Captures of one month, and a few others: those of one day would hardly ever meet otherwise. */
function nearEachOther(all: readonly Capture[], random: () => number): Capture[] {
  const month = all[Math.floor(random() * all.length)]?.listing.key.slice(0, 7)
  const near = all.filter(({ listing }) => listing.key.slice(0, 7) === month)
  return [
    ...new Set([...shuffled(near, random).slice(0, SOME - FAR), ...shuffled(all, random).slice(0, FAR)]),
  ]
}

describe.skipIf(!HAS_CAPTURES)('in whatever order and batches real captures are loaded', () => {
  const all = HAS_CAPTURES ? specimens() : []
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  const context = () => jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)

  async function load(captures: readonly Capture[], random: () => number): Promise<number> {
    const runCounts = newRunCounts()
    for (const batch of inBatches(captures, MOST_IN_A_LOT, random)) {
      const stored = await keepAll(context(), '1', batch)
      await loadCaptures(
        context(),
        { runId: '1', runCounts },
        stored.map((capture) => ({ capture })),
      )
    }
    await matchUnidentified(held.warehouse)
    return rowsWritten(runCounts)
  }

  async function loaded(captures: readonly Capture[], random: () => number) {
    await emptied(held.warehouse)
    await load(captures, random)
    return everyRow(held.warehouse)
  }

  test(
    `each of ${SEEDS} orders gives the same rows in every table, to the last column`,
    { timeout: 600_000 },
    async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = randomFrom(seed)
        const some = nearEachOther(all, random)
        const one = await loaded(some, random)
        expect([...one.values()].flat().length).toBeGreaterThan(0)
        const other = await loaded(shuffled(some, random), random)
        const names = some.map(
          ({ listing, form, fetchedAt }) => `${listingName(listing)} ${form} ${fetchedAt.toString()}`,
        )
        expect(other, `seed ${seed}: ${names.join(', ')}`).toEqual(one)
        expect(await load(shuffled(some, random), random), `seed ${seed}, again`).toBe(0)
      }
    },
  )

  test(
    `everything in ${WHOLE_ORDERS} further orders gives the same, and a second time writes nothing`,
    { timeout: 900_000 },
    async () => {
      const saved = allSaved()
      const first = await loaded(saved, randomFrom(1))
      expect(first.get('stored_papers')!.length).toBeGreaterThan(1000)
      for (let seed = 2; seed <= WHOLE_ORDERS + 1; seed++) {
        const random = randomFrom(seed)
        expect(await loaded(shuffled(saved, random), random), `seed ${seed}`).toEqual(first)
        expect(await load(shuffled(saved, random), random), `seed ${seed}, again`).toBe(0)
      }
    },
  )

  test(
    'what is forgotten leaves the tables as if it had never been there',
    { timeout: 300_000 },
    async () => {
      for (let seed = 101; seed <= 100 + FORGETTING_SEEDS; seed++) {
        const random = randomFrom(seed)
        const some = nearEachOther(all, random)
        const gone = new Set(some.filter(() => random() < 0.3))
        const rest = some.filter((capture) => !gone.has(capture))
        const without = await loaded(rest, random)

        await loaded(some, random)
        const stored = await keepAll(context(), '1', [...gone])
        const forgotten = stored.map(({ id, listing }) => ({ id, ...listing }))
        const ids = forgotten.map(({ id }) => id)
        await held.warehouse.transaction(async (tx) =>
          forgetReadings(tx, forgotten, '1', async () =>
            forgetCaptures(tx, ids, { runId: '1', reason: null, at: NOW }),
          ),
        )
        await matchUnidentified(held.warehouse)
        const after = new Map(await everyRow(held.warehouse))
        expect(after.get('forgotten_captures')).toHaveLength(gone.size)
        after.set('forgotten_captures', [])
        expect(after, `seed ${seed}`).toEqual(without)
      }
    },
  )
})
