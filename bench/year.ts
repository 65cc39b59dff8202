/*
 * What a year of nights takes in the warehouse, by table, before and after old captures are thinned: a night is run
 * every few days of a made-up year and the sizes are scaled to all nights. Embedded; node bench/year.ts
 */
import { pino } from 'pino'
import { sql } from '../src/base/sql.ts'
import { startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { nightly } from '../jobs/nightly/nightly.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openEmbedded } from '../src/load/warehouse/open-embedded.ts'
import { pruneCaptures } from '../src/load/captures/prune-captures.ts'
import { addDays, startOfDay } from '../src/model/day.ts'

const FIRST = '2025-01-06'
const NIGHTS = 40
const SETTLED_NIGHTS = 31
const YEAR = 365
const TABLES = [
  'capture_bodies',
  'captures',
  'stored_observations',
  'paper_states',
  'stored_snapshots',
  'stored_appearances',
  'stored_papers',
  'stored_paper_authors',
  'paper_texts',
  'stored_listings',
  'runs',
]

const warehouse = await openEmbedded(null)
const catalog = syntheticCatalog({ from: FIRST, to: addDays(FIRST, NIGHTS), seed: 'year' })
const replica = await startReplica({ catalog, now: `${FIRST}T00:00:00Z`, quota: false })

async function sizes(): Promise<Map<string, { bytes: number; rows: number }>> {
  const found = new Map<string, { bytes: number; rows: number }>()
  for (const table of TABLES) {
    const [row] = await warehouse.rows<{ bytes: number; rows: number }>(
      sql.raw(
        `select pg_total_relation_size('${table}')::float8 as bytes, (select count(*)::int from ${table}) as rows`,
      ),
    )
    if (row) found.set(table, row)
  }
  return found
}

try {
  await migrate(warehouse)
  let before = await sizes()
  for (let night = 0; night < NIGHTS; night++) {
    replica.setNow(startOfDay(addDays(FIRST, night)).add({ hours: 23 }))
    // The first month has no older days to read again; a night of a later one is what a year is made of.
    if (night === SETTLED_NIGHTS) before = await sizes()
    await nightly(
      {
        config: { site: replica.url, token: null, quotaIdentity: null, contact: null, browser: null },
        home: null,
        warehouse,
        clock: { now: () => replica.now() },
        logger: pino({ level: 'silent' }),
        progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
        signal: new AbortController().signal,
      },
      {},
    )
  }
  const after = await sizes()
  const nights = NIGHTS - SETTLED_NIGHTS
  let total = 0
  console.log(
    `measured over ${nights} nights in which every age of day is read again, times ${YEAR} / ${nights}`,
  )
  for (const [table, { bytes, rows }] of after) {
    const old = before.get(table) ?? { bytes: 0, rows: 0 }
    const yearly = ((bytes - old.bytes) * YEAR) / nights
    total += yearly
    console.log(
      `${table.padEnd(16)} ${(yearly / 1e6).toFixed(1).padStart(8)} MB a year, ${Math.round(((rows - old.rows) * YEAR) / nights)} rows`,
    )
  }
  console.log(`all              ${(total / 1e6).toFixed(1).padStart(8)} MB a year`)
  const [stored] = await warehouse.rows<{ bytes: number }>(
    sql`select sum(octet_length(zstd))::float8 as bytes from capture_bodies`,
  )
  const thinned = await pruneCaptures(warehouse, replica.now().add({ hours: 24 }))
  console.log(
    `thinning all of it: ${thinned.captures} captures out, ${((100 * thinned.bytes) / (stored?.bytes ?? 1)).toFixed(0)} % of the stored bytes`,
  )
} finally {
  await replica.close()
  await warehouse.close()
}
