/*
 * Thirty nightly runs against a replica whose lists grow as the site's do: which share of all entries ever listed is
 * in the warehouse at the end, with how many requests a night; beside it, what one read a day at 15:00 UTC sees.
 * node bench/thirty-nights.ts
 */
import { pino } from 'pino'
import { startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { dayListing as listOnSite } from '../demo/site/listing.ts'
import type { JobContext } from '../jobs/run/job-context.ts'
import { nightly } from '../jobs/nightly/nightly.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openEmbedded } from '../src/load/warehouse/open-embedded.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { addDays, daysFrom, startOfDay } from '../src/model/day.ts'

const FIRST = '2026-04-01'
const NIGHTS = 30
/** Cron's hour of the night, UTC. */
const HOUR = 23
/** After its day a list may still grow until here; the last days are read in the nights that follow. */
const SETTLING_DAYS = 2

/** What thirty nights found. */
export interface ThirtyNights {
  /** Entries that stood on a list at any time. */
  readonly listed: number
  readonly found: number
  readonly foundAt15: number
  /** Requests of each night. */
  readonly requests: readonly number[]
}

/**
 * Runs the nights into an empty warehouse.
 *
 * @param inTheMorning called after each of them, with the clock on 07:00
 */
export async function thirtyNights(
  warehouse: Warehouse,
  inTheMorning: (context: JobContext) => Promise<void> = async () => undefined,
): Promise<ThirtyNights> {
  const last = addDays(FIRST, NIGHTS - 1 - SETTLING_DAYS)
  const catalog = syntheticCatalog({ from: FIRST, to: last, seed: 'nights' })
  const replica = await startReplica({ catalog, now: `${FIRST}T00:00:00Z`, quota: false })
  const requests: number[] = []
  try {
    for (const day of daysFrom(FIRST, addDays(FIRST, NIGHTS - 1))) {
      replica.setNow(startOfDay(day).add({ hours: HOUR }))
      const before = replica.requests.length
      const context: JobContext = {
        config: { site: replica.url, token: null, quotaIdentity: null, contact: null, browser: null },
        home: null,
        warehouse,
        clock: { now: () => replica.now() },
        logger: pino({ level: 'silent' }),
        progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
        signal: new AbortController().signal,
      }
      await nightly(context, {})
      requests.push(replica.requests.length - before)
      replica.setNow(startOfDay(addDays(day, 1)).add({ hours: 7 }))
      await inTheMorning(context)
    }
  } finally {
    await replica.close()
  }
  const days = daysFrom(FIRST, last)
  const listed = days.flatMap((day) => catalog.appearancesOn(day).map(({ paper }) => `${day} ${paper.id}`))
  const at15 = days.map(
    (day) => listOnSite(catalog, day, startOfDay(day).add({ hours: 15 }).epochMilliseconds).length,
  )
  const { rows } = await warehouse.readOnly('select day, paper_id from paper_days')
  const known = new Set(rows.map(([day, id]) => `${day} ${id}`))
  return {
    listed: listed.length,
    found: listed.filter((each) => known.has(each)).length,
    foundAt15: at15.reduce((sum, count) => sum + count, 0),
    requests,
  }
}

if (import.meta.main) {
  const warehouse = await openEmbedded(null)
  try {
    await migrate(warehouse)
    const { listed, found, foundAt15, requests } = await thirtyNights(warehouse)
    const share = (count: number) => `${count} of ${listed} entries, ${((100 * count) / listed).toFixed(1)} %`
    console.log(`${NIGHTS} nights:          ${share(found)}`)
    console.log(`one read a day at 15:00: ${share(foundAt15)}`)
    console.log(`requests per night:      ${requests.join(' ')}; at most ${Math.max(...requests)}`)
  } finally {
    await warehouse.close()
  }
}
