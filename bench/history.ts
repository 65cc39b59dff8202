/*
 * Processor seconds of the client's main thread and of its database's backends for a backfill of 100 made days, a night without
 * news, a night a day later, and a replay without news. On a Postgres server of this machine:
 * DATABASE_URL=postgres://... node bench/history.ts [weekdays, default 100]
 */
/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { pino } from 'pino'
import postgres from 'postgres'
import { backfill } from '../jobs/collect/backfill.ts'
import { nightly } from '../jobs/nightly/nightly.ts'
import { replay } from '../jobs/replay/replay.ts'
import type { JobContext } from '../jobs/run/job-context.ts'
import { sql } from '../src/base/sql.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openServer } from '../src/load/warehouse/open-server.ts'
import { addDays, startOfDay } from '../src/model/day.ts'

const TICKS_PER_SECOND = 100
const weekdays = Number(process.argv[2] ?? 100)
const server = process.env['DATABASE_URL']
if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
const from = '2025-01-06'
const to = addDays(from, (weekdays / 5) * 7 - 1)
const admin = postgres(server, { max: 1, onnotice: () => undefined })
const database = `paperboy_bench_${process.pid}`
await admin.unsafe(`create database ${database}`)
const url = new URL(server)
url.pathname = `/${database}`
let now = startOfDay(to).add({ hours: 23 })
const site = new Worker(new URL('history-replica.ts', import.meta.url), {
  workerData: { from, to: addDays(to, 40), now: now.toString() },
})
const [siteUrl] = (await once(site, 'message')) as [string]
const warehouse = await openServer(url.toString())

const context: JobContext = {
  config: { site: siteUrl, token: null, quotaIdentity: null, contact: null, browser: null },
  home: null,
  warehouse,
  clock: { now: () => now },
  logger: pino({ level: 'silent' }),
  progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
  signal: new AbortController().signal,
}

/** Seconds by process of all backends that the database had: a warehouse has several connections, and makes new ones. */
const seconds = new Map<number, number>()

async function backendSeconds(): Promise<number> {
  const rows = await admin<{ pid: number }[]>`select pid from pg_stat_activity where datname = ${database}`
  for (const { pid } of rows) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      seconds.set(pid, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND)
    } catch {
      // It has ended since; what was last seen of it counts.
    }
  }
  return [...seconds.values()].reduce((sum, each) => sum + each, 0)
}

async function measure(name: string, job: () => Promise<unknown>): Promise<void> {
  const backend = await backendSeconds()
  const before = process.threadCpuUsage()
  const watch = setInterval(() => void backendSeconds(), 200)
  await job()
  clearInterval(watch)
  const { user, system } = process.threadCpuUsage(before)
  const served = (await backendSeconds()) - backend
  const client = (user + system) / 1e6
  console.log(
    `${name.padEnd(18)} client ${client.toFixed(2)} server ${served.toFixed(2)} both ${(client + served).toFixed(2)}`,
  )
}

try {
  await migrate(warehouse)
  await measure('backfill', async () =>
    backfill(context, {
      from,
      to,
      missing: true,
      failed: false,
      all: false,
      staleParser: false,
      newestFirst: false,
      maxRequests: null,
    }),
  )
  now = now.add({ hours: 24 })
  await measure('quiet night', async () => nightly(context, {}))
  now = now.add({ hours: 48 })
  site.postMessage(now.toString())
  await once(site, 'message')
  await measure('night with news', async () => nightly(context, {}))
  await measure('thirty nights', async () => {
    for (let night = 0; night < 30; night++) {
      now = now.add({ hours: 24 })
      site.postMessage(now.toString())
      await once(site, 'message')
      await nightly(context, {})
    }
  })
  now = now.add({ hours: 4 })
  await measure('quiet night after', async () => nightly(context, {}))
  await measure('replay, no news', async () => replay(context, {}))
  const tables = [
    'stored_papers',
    'stored_paper_authors',
    'stored_appearances',
    'stored_snapshots',
    'stored_paper_versions',
    'stored_accounts',
    'stored_organizations',
    'former_values',
    'stored_observations',
  ]
  for (const table of process.env['ROWS'] ? tables : []) {
    const [row] = await warehouse.rows<{ n: number; h: string }>(
      sql.raw(
        `select count(*)::int as n, md5(string_agg(t, '|' order by t)) as h from (select (to_jsonb(x) - 'run_id' - 'capture_id' - 'observed_at')::text as t from ${table} x) y`,
      ),
    )
    console.log(table, row?.n, row?.h)
  }
} finally {
  await warehouse.close()
  await site.terminate()
  await admin.unsafe(`drop database ${database} with (force)`)
  await admin.end()
}
