import { sql } from '../../src/base/sql.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'

/** Tables of what a run did, and not of what is known. */
const OF_RUNS = new Set([
  'migrations',
  'definitions',
  'runs',
  'leases',
  'quotas',
  'robots',
  'cross_checks',
  'workers',
  'scheduled_runs',
  'paused_queues',
])

/** Columns that tell which run wrote a row. Numbers of captures are replaced by what the captures are. */
const APART = ['run_id', 'id']

/**
 * Every row of every table but those of runs, as text, by table: all columns but the numbers of runs. Where a row
 * names a capture by its number, which goes by the order of storing, it names it by listing, instant and hash here.
 */
export async function everyRow(warehouse: Warehouse): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = await warehouse.rows<{ name: string; has_capture: boolean; has_number: boolean }>(sql`
    select c.relname as name,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'capture_id') as has_capture,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and a.attidentity <> '') as has_number
    from pg_class c where c.relnamespace = quote_ident(${warehouse.tablesSchema}::text)::regnamespace and c.relkind = 'r' order by 1`)
  const found = new Map<string, readonly string[]>()
  for (const { name, has_capture, has_number } of tables) {
    if (OF_RUNS.has(name)) continue
    const apart = has_number ? APART : APART.slice(0, 1)
    const capture = has_capture
      ? `|| jsonb_build_object('capture_id', (select concat_ws(' ', c.kind, c.key, c.form, c.fetched_at, c.sha256)
          from captures c where c.id = t.capture_id))`
      : ''
    const rows = await warehouse.rows<{ row: string }>(
      sql.raw(`select ((to_jsonb(t) - array[${apart.map((each) => `'${each}'`).join(', ')}]::text[]) ${capture})::text as row
        from ${name} t`),
    )
    found.set(name, rows.map(({ row }) => row).sort())
  }
  return found
}
