import { sql } from '../../sql.ts'
import type { Drift } from '../../model/records.ts'
import { iso } from '../warehouse/sql-text.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, jsonParameter } from '../warehouse/warehouse.ts'

/** Differences that responses show, or showed before they were read anew. */
export interface DriftChange {
  readonly era: string
  readonly drift: readonly Drift[]
}

/** What came of the differences of a lot. */
export interface DriftLoaded {
  /** Rows inserted, updated or taken out. */
  readonly written: number
  /** Those that were never recorded before, as `era path change`. */
  readonly fresh: ReadonlySet<string>
}

/** What a difference is found by. */
export function driftKey(era: string, { path, change }: Pick<Drift, 'path' | 'change'>): string {
  return `${era} ${path} ${change}`
}

interface Shown extends Record<string, unknown> {
  readonly era: string
  readonly path: string
  readonly change: string
}

/**
 * Records how pages differ from the shape that their era is known to have: one row per era, path and change, derived
 * from all responses that show it, with the example of the first. Call it once the responses are recorded.
 */
export async function loadDrift(
  tx: Executor,
  changes: readonly DriftChange[],
  runId: string,
): Promise<DriftLoaded> {
  const touched = new Map<string, Shown>()
  for (const { era, drift: differences } of changes) {
    for (const { path, change } of differences)
      touched.set(driftKey(era, { path, change }), { era, path, change })
  }
  if (touched.size === 0) return { written: 0, fresh: new Set() }
  const asked = sql`jsonb_to_recordset(${jsonParameter([...touched.values()])}) as a(era text, path text, change text)`
  const known = await tx.rows<Shown>(
    sql`select era, path, change from drift join ${asked} using (era, path, change)`,
  )
  const rows = await tx.rows<Shown>(sql`
    select a.era, a.path, a.change, ${iso('min(c.fetched_at)')} as first_seen, ${iso('max(c.fetched_at)')} as last_seen,
      sum((d.value ->> 'count')::bigint)::text as count,
      (array_agg(d.value ->> 'example' order by c.fetched_at, c.kind collate "C", c.key collate "C", c.sha256 collate "C"))[1]
        as example,
      (array_agg(c.id order by c.fetched_at, c.kind collate "C", c.key collate "C", c.sha256 collate "C"))[1]::text as capture_id
    from ${asked} join captures c on c.era = a.era and c.drift is not null
    cross join lateral jsonb_array_elements(c.drift) d
    where d.value ->> 'path' = a.path and d.value ->> 'change' = a.change
    group by a.era, a.path, a.change order by a.era, a.path, a.change`)
  const written = await upsertChanged(tx, {
    table: 'drift',
    key: ['era', 'path', 'change'],
    rows: rows.map((row) => ({ ...row, run_id: runId })),
  })
  const left = new Set(rows.map((row) => driftKey(row.era, row as unknown as Drift)))
  const gone = [...touched].flatMap(([key, row]) => (left.has(key) ? [] : [row]))
  if (gone.length > 0) {
    await tx.rows(sql`
      delete from drift d using jsonb_to_recordset(${jsonParameter(gone)}) as g(era text, path text, change text)
      where d.era = g.era and d.path = g.path and d.change = g.change`)
  }
  const before = new Set(known.map((row) => driftKey(row.era, row as unknown as Drift)))
  return { written: written + gone.length, fresh: new Set([...left].filter((key) => !before.has(key))) }
}
