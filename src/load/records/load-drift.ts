import { sql } from 'drizzle-orm'
import type { ListingReading } from '../../model/reading.ts'
import type { Drift } from '../../model/records.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { drift } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import type { Executor } from '../warehouse/warehouse.ts'

/** What came of the differences of one reading. */
export interface DriftLoaded {
  /** Rows inserted or updated. */
  readonly written: number
  /** Those that were never recorded before. */
  readonly fresh: readonly Drift[]
}

/**
 * Records how the page differs from the shape that its era is known to have: one row per era, path and change. A
 * reading between the first and the last one recorded adds nothing, so that loading it again writes no row.
 */
export async function loadDrift(tx: Executor, read: ListingReading, lineage: Lineage): Promise<DriftLoaded> {
  if (read.drift.length === 0) return { written: 0, fresh: [] }
  const { run_id, capture_id, observed_at } = lineage
  const rows = await tx.rows<{ path: string; change: string }>(
    sql`select path, change from drift where era = ${read.era}`,
  )
  const known = new Set(rows.map(({ path, change }) => `${change} ${path}`))
  const written = await upsertChanged(tx, {
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
      .toSorted((a, b) => (`${a.path} ${a.change}` < `${b.path} ${b.change}` ? -1 : 1)),
    set: {
      first_seen: 'least(drift.first_seen, excluded.first_seen)',
      last_seen: 'greatest(drift.last_seen, excluded.last_seen)',
      count: 'drift.count + excluded.count',
      example: 'drift.example',
    },
    updateWhere: sql`(excluded.last_seen > drift.last_seen or excluded.first_seen < drift.first_seen)`,
  })
  return { written, fresh: read.drift.filter(({ path, change }) => !known.has(`${change} ${path}`)) }
}
