import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keep, loadCaptures } from '../../jobs/ingest.ts'
import { newTally, rowsWritten } from '../../jobs/tally.ts'
import type { Capture } from '../../src/model/capture.ts'
import { listingName } from '../../src/model/listing.ts'
import { everyRow } from '../support/all-tables.ts'
import { allSaved, HAS_CAPTURES } from '../support/captures.ts'
import { jobContext } from '../support/job-context.ts'
import { inLots, randomFrom, shuffled } from '../support/shuffle.ts'
import { emptied } from '../support/tables.ts'
import { type TestWarehouse, WAREHOUSES } from '../support/warehouses.ts'
import { matchUnidentified } from '../../src/load/records/match-unidentified.ts'

/** Orders that are tried; more by the variable. */
const SEEDS = Number(process.env['PAPERBOY_TEST_SEEDS'] ?? 50)
/** Captures of one order, besides the first and the last orders, which take all. */
const SOME = 12
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

describe.skipIf(!HAS_CAPTURES)('in whatever order and lots real captures are loaded', () => {
  const all = HAS_CAPTURES ? specimens() : []
  let held: TestWarehouse

  beforeAll(async () => {
    held = await WAREHOUSES.at(-1)!.create()
  })
  afterAll(async () => held.drop())

  async function load(captures: readonly Capture[], random: () => number): Promise<number> {
    const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
    const tally = newTally()
    for (const lot of inLots(captures, MOST_IN_A_LOT, random)) {
      const stored = []
      for (const capture of lot) stored.push({ capture: await keep(context, '1', capture) })
      await loadCaptures(context, { runId: '1', tally }, stored)
    }
    await matchUnidentified(held.warehouse)
    return rowsWritten(tally)
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
        // Captures of one day belong together: among others they would hardly ever meet.
        const center = all[Math.floor(random() * all.length)]!
        const near = all.filter(({ listing }) => listing.key.slice(0, 7) === center.listing.key.slice(0, 7))
        const some = [
          ...new Set([...shuffled(near, random).slice(0, SOME - 3), ...shuffled(all, random).slice(0, 3)]),
        ]
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
})
