/*
 * What docs/scale.md reckons with: bytes of each table for one paper, from a made-up warehouse, and whether the keys of
 * the tables hold the column by which Citus would distribute them. DATABASE_URL=postgres://... node bench/scale.ts [papers]
 */
import { sql } from '../src/base/sql.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { fillWarehouse, onOwnDatabase } from './made-warehouse.ts'

const DAYS = 500

/**
 * By which column each table would be distributed: `paper` tables by the paper, `list` tables by the key of the list,
 * `bodies` by the hash. Those that are missing here stay small, and are reference tables, on every node.
 */
const DISTRIBUTED: Readonly<Record<string, readonly [group: 'paper' | 'list' | 'bodies', column: string]>> = {
  papers: ['paper', 'id'],
  paper_authors: ['paper', 'paper_id'],
  paper_texts: ['paper', 'paper_id'],
  paper_states: ['paper', 'paper_id'],
  paper_versions: ['paper', 'paper_id'],
  snapshots: ['paper', 'paper_id'],
  outside_counts: ['paper', 'paper_id'],
  appearances: ['paper', 'paper_id'],
  comments: ['paper', 'paper_id'],
  paper_upvoters: ['paper', 'paper_id'],
  linked_repositories: ['paper', 'paper_id'],
  listings: ['list', 'key'],
  leases: ['list', 'key'],
  observations: ['list', 'key'],
  unidentified_entries: ['list', 'key'],
  cross_checks: ['list', 'key'],
  captures: ['list', 'key'],
  forgotten_captures: ['list', 'key'],
  quarantine: ['list', 'key'],
  capture_bodies: ['bodies', 'sha256'],
  orphans: ['bodies', 'sha256'],
}

async function printSizes(warehouse: Warehouse, papers: number): Promise<void> {
  const tables = await warehouse.rows<{ name: string; rows: number; heap: number; indexes: number }>(sql`
    select c.relname as name, c.reltuples::float8 as rows, pg_table_size(c.oid)::float8 as heap,
      pg_indexes_size(c.oid)::float8 as indexes
    from pg_class c where c.relnamespace = 'paperboy'::regnamespace and c.relkind = 'r' and c.reltuples > 0
    order by pg_total_relation_size(c.oid) desc`)
  console.log(`${'table'.padEnd(20)} rows/paper   bytes/row  bytes/paper  of them in indexes`)
  let total = 0
  for (const { name, rows, heap, indexes } of tables) {
    const bytes = heap + indexes
    total += bytes
    const cells = [rows / papers, bytes / rows, bytes / papers].map((value, place) =>
      value.toFixed(place === 0 ? 2 : 0).padStart(11),
    )
    console.log(`${name.padEnd(20)}${cells.join(' ')}  ${((100 * indexes) / bytes).toFixed(0).padStart(6)} %`)
  }
  console.log(`${'all'.padEnd(20)}${''.padStart(24)}${(total / papers).toFixed(0).padStart(11)}`)
}

async function printKeys(warehouse: Warehouse): Promise<void> {
  const keys = await warehouse.rows<{ table: string; name: string; columns: string[] }>(sql`
    select c.relname as table, i.relname as name,
      array(select coalesce(a.attname, '(expression)') from unnest(x.indkey::int[]) with ordinality k(number, place)
        left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number order by k.place) as columns
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    where c.relnamespace = 'paperboy'::regnamespace and x.indisunique order by 1, 2`)
  const links = await warehouse.rows<{ name: string; from: string; to: string; columns: string[] }>(sql`
    select f.conname as name, f.conrelid::regclass::text as from, f.confrelid::regclass::text as to,
      array(select a.attname from unnest(f.conkey) k join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k) as columns
    from pg_constraint f where f.contype = 'f' and f.connamespace = 'paperboy'::regnamespace order by 2, 3`)
  const without = keys.filter(({ table, columns }) => {
    const [, column] = DISTRIBUTED[table] ?? []
    return column !== undefined && !columns.includes(column)
  })
  console.log('\nunique keys without the column that distributes their table:')
  for (const { table, name, columns } of without) console.log(`  ${table}: ${name} (${columns.join(', ')})`)
  const crossing = links.filter(({ from, to, columns }) => {
    const [group, column] = DISTRIBUTED[from] ?? []
    const [other] = DISTRIBUTED[to] ?? []
    return other !== undefined && (group !== other || !columns.includes(column ?? ''))
  })
  console.log('foreign keys that leave their node:')
  for (const { name, from, to } of crossing) console.log(`  ${from} -> ${to}: ${name}`)
}

const papers = Number(process.argv[2] ?? 20_000)
await onOwnDatabase(async (warehouse) => {
  console.log(`${papers} papers, ${DAYS} days`)
  await fillWarehouse(warehouse, { papers, snapshotsEach: 12, days: DAYS })
  await printSizes(warehouse, papers)
  await printKeys(warehouse)
})
