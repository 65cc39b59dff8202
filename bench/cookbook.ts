/*
 * How fast the cookbook's queries answer on a large made-up warehouse, and whether any of them reads a large table
 * from end to end. On Postgres, in a database of its own that is dropped at the end:
 * DATABASE_URL=postgres://... node bench/cookbook.ts [PAPERS] [SNAPSHOTS_PER_PAPER]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../src/base/sql.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { type Recipe, recipesIn } from '../src/features/site/recipes.ts'
import { fillWarehouse, onOwnDatabase } from './made-warehouse.ts'

const PAPERS = Number(process.argv[2] ?? 20_000)
const SNAPSHOTS_EACH = Number(process.argv[3] ?? 20)
const ROUNDS = 5
/** The lists end with the week that the cookbook asks for. */
const DAYS = 880
const LARGE = new Set([
  'stored_papers',
  'stored_paper_authors',
  'stored_appearances',
  'stored_snapshots',
  'paper_texts',
  'stored_observations',
])

/** Milliseconds of the median round, after one to warm up. */
async function medianMs(warehouse: Warehouse, statement: string): Promise<number> {
  const times: number[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const start = performance.now()
    await warehouse.readOnly(statement)
    if (round >= 0) times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}

/** Large tables that the plan reads from end to end. */
async function scansOf(warehouse: Warehouse, statement: string): Promise<string[]> {
  const { rows } = await warehouse.readOnly(`explain ${statement}`)
  return rows.flatMap(([line]) => {
    const table = /Seq Scan on (\w+)/.exec(line ?? '')?.[1]
    return table !== undefined && LARGE.has(table) ? [table] : []
  })
}

await onOwnDatabase(async (warehouse) => {
  const start = performance.now()
  await fillWarehouse(warehouse, { papers: PAPERS, snapshotsEach: SNAPSHOTS_EACH, days: DAYS })
  const [size] = await warehouse.rows<{ size: string }>(
    sql`select pg_size_pretty(pg_database_size(current_database())) as size`,
  )
  console.log(
    `${PAPERS} papers, ${PAPERS * SNAPSHOTS_EACH} snapshots, ${size?.size}; made in ${Math.round((performance.now() - start) / 1000)} s`,
  )
  const recipes: Recipe[] = recipesIn(readFileSync(join(import.meta.dirname, '../docs/cookbook.md'), 'utf8'))
  for (const { question, statement } of recipes) {
    const plain = statement.replace(/;\s*$/, '')
    const scans = await scansOf(warehouse, plain)
    const ms = await medianMs(warehouse, plain)
    console.log(
      `${ms.toFixed(1).padStart(8)} ms  ${question}${scans.length > 0 ? `  reads all of ${scans.join(', ')}` : ''}`,
    )
    if (process.env['EXPLAIN'] !== undefined && (scans.length > 0 || ms > 100))
      console.log((await warehouse.readOnly(`explain (analyze, buffers) ${plain}`)).rows.flat().join('\n'))
  }
})
