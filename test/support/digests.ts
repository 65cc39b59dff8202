import { openWarehouse } from '../../src/load/warehouse/open-warehouse.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'

/** Columns that tell when and by which run a row was written: they differ between two runs of the same work. */
const APART = ['run_id', 'capture_id', 'observed_at', 'first_seen', 'last_seen', 'gone_at']

/** The tables of what is known, and what of them is left out of a comparison. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  papers: APART,
  paper_authors: APART,
  accounts: APART,
  organizations: APART,
  appearances: APART,
  snapshots: APART,
  paper_versions: APART,
  listings: [
    ...APART,
    'fetched_at',
    'last_read_at',
    'next_due_at',
    'next_retry_at',
    'attempts',
    'reason',
    'content_hash',
  ],
  capture_bodies: [],
}

/** A digest of each table's rows, and how many there are: `papers` → `20114 rows 5f2c...`. */
export type Digests = Readonly<Record<string, string>>

/** The warehouse that variables of the environment name, opened for some questions. */
export async function look<T>(
  env: Readonly<Record<string, string>>,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const warehouse = await openWarehouse({
    databaseUrl: env['DATABASE_URL'] ?? null,
    home: env['PAPERBOY_HOME'] ?? '',
    embedded: env['PAPERBOY_EMBEDDED'] === 'pglite' ? 'pglite' : 'auto',
  })
  try {
    return await ask(warehouse)
  } finally {
    await warehouse.close()
  }
}

/** The digests of what is known, whenever it was found out. */
export async function digestsOf(warehouse: Warehouse): Promise<Digests> {
  return digestTables(warehouse, TABLES)
}

const LINEAGE = ['run_id', 'capture_id']

/** The digests of the whole history, with every instant in it; only which run wrote a row is left out. */
export async function historyDigestsOf(warehouse: Warehouse): Promise<Digests> {
  const tables = ['papers', 'paper_authors', 'accounts', 'organizations', 'appearances', 'snapshots']
  const all = [...tables, 'paper_versions', 'observations']
  return digestTables(warehouse, Object.fromEntries(all.map((table) => [table, LINEAGE])))
}

async function digestTables(
  warehouse: Warehouse,
  tables: Readonly<Record<string, readonly string[]>>,
): Promise<Digests> {
  const parts = Object.entries(tables).map(([table, apart]) => {
    const row = `(to_jsonb(t) - array[${apart.map((name) => `'${name}'`).join(', ')}]::text[])::text`
    return `select '${table}' as name, count(*) || ' rows ' || md5(coalesce(string_agg(${row}, ';' order by ${row} collate "C"), '')) as digest from ${table} t`
  })
  const { rows } = await warehouse.readOnly(parts.join(' union all '))
  return Object.fromEntries(rows.map(([name, digest]) => [name ?? '', digest ?? '']))
}
