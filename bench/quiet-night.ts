/*
 * What a night with nothing new writes: rows by table, dead tuples and WAL. On Postgres, in a database of its own:
 * DATABASE_URL=postgres://... node bench/quiet-night.ts
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { sql } from '../src/base/sql.ts'
import postgres from 'postgres'
import { startReplica } from '../demo/replica.ts'
import { backfill } from '../jobs/collect/backfill.ts'
import type { JobContext } from '../jobs/run/job-context.ts'
import { nightly } from '../jobs/nightly/nightly.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openServer } from '../src/load/warehouse/open-server.ts'

interface TableCounts extends Record<string, unknown> {
  readonly name: string
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly dead: number
}

const server = process.env['DATABASE_URL']
if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
const admin = postgres(server, { max: 1, onnotice: () => undefined })
const database = `paperboy_bench_${process.pid}`
await admin.unsafe(`create database ${database}`)
const url = new URL(server)
url.pathname = `/${database}`
// The site stands still while the program's clock goes on.
const replica = await startReplica({ now: '2025-10-20T23:00:00Z', quota: false })

let now = replica.now()

async function counts(): Promise<Map<string, TableCounts>> {
  // Sessions hand in their counters when they end, which the server notices a moment later.
  await sleep(2000)
  const client = postgres(url.toString(), { max: 1, onnotice: () => undefined })
  try {
    await client`select pg_stat_clear_snapshot()`
    const rows = await client<TableCounts[]>`
      select relname as name, n_tup_ins::int as inserted, n_tup_upd::int as updated, n_tup_del::int as deleted,
        n_dead_tup::int as dead
      from pg_stat_user_tables`
    return new Map(rows.map((row) => [row.name, row]))
  } finally {
    await client.end()
  }
}

/** One night in a session of its own, so that its counters are in when it ends. */
async function night(job: (context: JobContext) => Promise<unknown>): Promise<number> {
  const warehouse = await openServer(url.toString())
  try {
    await migrate(warehouse)
    const [before] = await warehouse.rows<{ lsn: string }>(sql`select pg_current_wal_lsn()::text as lsn`)
    await job({
      config: { site: replica.url, token: null, quotaIdentity: null, contact: null, browser: null },
      home: null,
      warehouse,
      clock: { now: () => now },
      logger: pino({ level: 'silent' }),
      progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
      signal: new AbortController().signal,
    })
    const [after] = await warehouse.rows<{ bytes: number }>(
      sql`select pg_wal_lsn_diff(pg_current_wal_lsn(), ${before?.lsn}::pg_lsn)::float8 as bytes`,
    )
    return after?.bytes ?? 0
  } finally {
    await warehouse.close()
  }
}

try {
  const [from, to] = ['2025-09-22', '2025-09-26']
  const choice = {
    missing: true,
    failed: false,
    all: false,
    staleParser: false,
    newestFirst: false,
    maxRequests: null,
  }
  const first = await night(async (context) => backfill(context, { from, to, ...choice }))
  console.log(`first reading of five lists: ${Math.round(first / 1024)} KiB of WAL`)
  now = now.add({ hours: 6 * 24 })
  const before = await counts()
  const frozen = replica.requests.length
  const quiet = await night(async (context) => nightly(context, {}))
  const lists = replica.requests.slice(frozen).filter(({ status }) => status === 200).length
  const after = await counts()
  console.log(
    `a night with nothing new: ${Math.round(quiet / 1024)} KiB of WAL for ${lists} lists that were verified`,
  )
  for (const [name, row] of [...after].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { inserted = 0, updated = 0, deleted = 0, dead = 0 } = before.get(name) ?? {}
    const change = [row.inserted - inserted, row.updated - updated, row.deleted - deleted, row.dead - dead]
    if (change.some((each) => each !== 0))
      console.log(
        `  ${name.padEnd(16)} ${change[0]} inserted, ${change[1]} updated, ${change[2]} deleted, ${change[3]} dead tuples more`,
      )
  }
} finally {
  await replica.close()
  await admin.unsafe(`drop database ${database} with (force)`)
  await admin.end()
}
