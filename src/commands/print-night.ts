import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm/sql/sql'
import type { PlannedListing } from '../../jobs/plan-follow.ts'
import { type Night, planOfNight } from '../../jobs/plan-of-night.ts'
import type { Config } from '../config.ts'
import { requireMigrated } from '../load/warehouse/migrate.ts'
import { openWarehouse } from '../load/warehouse/open-warehouse.ts'
import { listingName } from '../model/listing.ts'
import type { App } from './app.ts'
import { isoText } from './json.ts'
import { textTable } from './terminal.ts'

/** The night that is asked for, and the most requests. */
interface Asked extends Pick<Night, 'follow'> {
  readonly day: string
  readonly maxRequests: number
}

/** Prints what a nightly run would fetch and why. Writes nothing, and makes no warehouse where none is. */
export async function printNight(
  { terminal }: App,
  config: Config,
  { day, maxRequests, follow }: Asked,
  json: boolean,
): Promise<void> {
  const due = await planWithoutWriting(config, { today: day, now: config.clock.now(), follow })
  const planned = due.slice(0, maxRequests)
  const waiting = due.length - planned.length
  const lists = planned.map(({ listing, why, fetchedAt }) => ({
    listing: listingName(listing),
    why,
    fetched_at: isoText(fetchedAt),
  }))
  if (json) {
    terminal.out(JSON.stringify({ lists, requests: planned.length, waiting }))
    return
  }
  if (lists.length > 0)
    terminal.out(
      textTable(
        ['list', 'why'],
        lists.map(({ listing, why }) => [listing, why]),
        terminal.width,
      ),
    )
  const rest = waiting > 0 ? `; ${waiting} more are due and wait for the next run` : ''
  terminal.out(
    `${planned.length} requests for lists${rest}. Beside them robots.txt, and the API for two of the days, to compare.`,
  )
}

async function planWithoutWriting(config: Config, night: Night): Promise<PlannedListing[]> {
  // Opening an embedded warehouse makes it.
  if (config.databaseUrl === null && !existsSync(join(config.home, 'warehouse')))
    return planOfNight(null, night)
  const warehouse = await openWarehouse(config)
  try {
    const [ledger] = await warehouse.rows(sql`select 1 from pg_class where oid = to_regclass('listings')`)
    if (!ledger) return await planOfNight(null, night)
    await requireMigrated(warehouse)
    return await planOfNight(warehouse, night)
  } finally {
    await warehouse.close()
  }
}
