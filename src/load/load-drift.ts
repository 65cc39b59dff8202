import type { ListingReading } from '../model/reading.ts'
import type { Lineage } from './load-parties.ts'
import { drift } from './schema.ts'
import { upsertChanged } from './upsert-changed.ts'
import { sql } from 'drizzle-orm'
import type { Executor } from './warehouse.ts'

/**
 * Records how the page differs from the shape that its era is known to have: one row per era, path and change. A
 * reading that is no later than the last one recorded adds nothing, so that loading it again writes no row.
 *
 * @returns how many rows were inserted or updated
 */
export async function loadDrift(tx: Executor, read: ListingReading, lineage: Lineage): Promise<number> {
  const { run_id, capture_id, observed_at } = lineage
  return upsertChanged(tx, {
    table: drift,
    key: ['era', 'path', 'change'],
    rows: read.drift
      .map(({ path, change, example, count }) => ({
        era: read.era,
        path,
        change,
        first_seen: observed_at,
        last_seen: observed_at,
        count,
        example,
        run_id,
        capture_id,
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    updateWhere: sql`excluded.last_seen > drift.last_seen`,
  })
}
