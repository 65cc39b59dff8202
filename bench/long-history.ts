/*
 * What a night costs on a short and on a long history: requests, statements, WAL, time, processor time and memory of
 * the same nightly run, after a month of days and after three years of them, medians of several nights.
 * DATABASE_URL=postgres://... node bench/long-history.ts (databases of its own, dropped at the end)
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { sql } from '../src/base/sql.ts'
import postgres from 'postgres'
import { type Replica, startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { backfill } from '../jobs/collect/backfill.ts'
import type { JobContext } from '../jobs/run/job-context.ts'
import { nightly } from '../jobs/nightly/nightly.ts'
import { addDays } from '../src/model/day.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openServer } from '../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import type { Executor } from '../src/load/warehouse/executor.ts'

const LAST = '2026-05-29'
const SPANS = [31, 1096] as const
const NIGHTS = 5
const CHOICE = {
  missing: true,
  failed: false,
  all: false,
  staleParser: false,
  newestFirst: false,
  maxRequests: null,
}

/** What one night took; statements, and the median of which is compared. */
interface Night {
  readonly statements: number
  readonly walKiB: number
  readonly ms: number
  readonly processorMs: number
  readonly peakMB: number
}

function contextOf(warehouse: Warehouse, site: string, now: () => Temporal.Instant): JobContext {
  return {
    config: { site, token: null, quotaIdentity: null, contact: null, browser: null },
    home: null,
    warehouse,
    clock: { now },
    logger: pino({ level: 'silent' }),
    progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
    signal: new AbortController().signal,
  }
}

/** One night in a process of its own, so that its memory is its own. */
async function oneNight(url: string, site: string, now: string): Promise<Night> {
  let statements = 0
  const counted = (executor: Executor): Executor => ({
    rows: async (statement) => {
      statements++
      return executor.rows(statement)
    },
  })
  const open = await openServer(url)
  const warehouse: Warehouse = {
    ...open,
    ...counted(open),
    transaction: async (work) => open.transaction(async (tx) => work(counted(tx))),
  }
  const [before] = await open.rows<{ lsn: string }>(sql`select pg_current_wal_lsn()::text as lsn`)
  const started = performance.now()
  const cpu = process.cpuUsage()
  await nightly(
    contextOf(warehouse, site, () => Temporal.Instant.from(now)),
    {},
  )
  const { user, system } = process.cpuUsage(cpu)
  const ms = performance.now() - started
  const [after] = await open.rows<{ bytes: number }>(
    sql`select pg_wal_lsn_diff(pg_current_wal_lsn(), ${before?.lsn}::pg_lsn)::float8 as bytes`,
  )
  await open.close()
  return {
    statements,
    walKiB: Math.round((after?.bytes ?? 0) / 1024),
    ms: Math.round(ms),
    processorMs: Math.round((user + system) / 1000),
    peakMB: Math.round(process.resourceUsage().maxRSS / 1000),
  }
}

async function nightsOn(days: number, admin: postgres.Sql, server: string): Promise<Record<string, number>> {
  const database = `paperboy_bench_${process.pid}_${days}`
  await admin.unsafe(`create database ${database}`)
  const url = new URL(server)
  url.pathname = `/${database}`
  const first = addDays(LAST, 1 - days)
  const catalog = syntheticCatalog({ from: first, to: addDays(LAST, NIGHTS + 1), weekends: true, size: 30 })
  const replica = await startReplica({ catalog, now: `${LAST}T23:00:00Z`, quota: false })
  try {
    const warehouse = await openServer(url.toString())
    await migrate(warehouse)
    await backfill(
      contextOf(warehouse, replica.url, () => replica.now()),
      { from: first, to: LAST, ...CHOICE },
    )
    await warehouse.rows(sql`analyze`)
    await warehouse.close()
    return await medianNight(replica, url.toString())
  } finally {
    await replica.close()
    await admin.unsafe(`drop database ${database} with (force)`)
  }
}

async function medianNight(replica: Replica, url: string): Promise<Record<string, number>> {
  const nights: (Night & { requests: number })[] = []
  for (let night = 1; night <= NIGHTS; night++) {
    replica.setNow(`${addDays(LAST, night)}T23:00:00Z`)
    const asked = replica.requests.length
    const args = [import.meta.filename, 'night', url, replica.url, replica.now().toString()]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    nights.push({ ...(JSON.parse(stdout) as Night), requests: replica.requests.length - asked })
  }
  const names = ['requests', 'statements', 'walKiB', 'ms', 'processorMs', 'peakMB'] as const
  const median = (name: (typeof names)[number]) =>
    nights.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(NIGHTS / 2)] ?? 0
  return Object.fromEntries(names.map((name) => [name, median(name)]))
}

const [, , mode, ...rest] = process.argv
if (mode === 'night') {
  const [url = '', site = '', now = ''] = rest
  console.log(JSON.stringify(await oneNight(url, site, now)))
} else {
  const server = process.env['DATABASE_URL']
  if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
  const admin = postgres(server, { max: 1, onnotice: () => undefined })
  const [short, long] = [await nightsOn(SPANS[0], admin, server), await nightsOn(SPANS[1], admin, server)]
  await admin.end()
  for (const [name, value] of Object.entries(short)) {
    const other = long[name] ?? 0
    console.log(
      `${name.padEnd(12)} ${SPANS[0]} days: ${value}, ${SPANS[1]} days: ${other}, ratio ${(other / value).toFixed(2)}`,
    )
  }
}
