/*
 * How much faster two workers replay than one, beside two processes that only read pages, and what an idle worker
 * costs. On Postgres, in a database of its own:
 * DATABASE_URL=postgres://... node bench/workers.ts [--days 360] [--repeat 12] [--rounds 3] [--idle 300]
 * The ratio needs two cores and quiet; the idle figures need Linux.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from '../src/base/sql.ts'
import { pino } from 'pino'
import postgres from 'postgres'
import { startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { backfill } from '../jobs/collect/backfill.ts'
import { enqueueCaptures } from '../src/features/workers/jobs/enqueue-work.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { textArray } from '../src/load/warehouse/warehouse.ts'
import { openServer } from '../src/load/warehouse/open-server.ts'
import { batchCount } from '../src/features/workers/queue/queue-counts.ts'
import { addDays } from '../src/model/day.ts'
import { median } from './median.ts'

const CLI = join(import.meta.dirname, '../bin/paperboy.js')
const FROM = '2024-01-01'
const ENTRIES = 36

/** Clock ticks of /proc/PID/stat in a second, as Linux has them. */
const TICKS = 100

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '360' },
    // A worker looks into empty queues each two seconds: the work must be long beside that.
    repeat: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '3' },
    idle: { type: 'string', default: '300' },
  },
})
const [days, rounds, idleSeconds] = [values.days, values.rounds, values.idle].map(Number) as [
  number,
  number,
  number,
]
const repeat = Number(values.repeat)
const server = process.env['DATABASE_URL']
if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
const admin = postgres(server, { max: 1, onnotice: () => undefined })
const database = `paperboy_bench_${process.pid}`
await admin.unsafe(`create database ${database}`)
const url = new URL(server)
url.pathname = `/${database}`
const home = await mkdtemp(join(tmpdir(), 'paperboy-bench-'))
const warehouse = await openServer(url.toString())

/** Workers of the command line, which have said that they take jobs. */
async function startWorkers(count: number): Promise<ChildProcess[]> {
  const env = { PATH: process.env['PATH'] ?? '', PAPERBOY_HOME: home, DATABASE_URL: url.toString() }
  const args = [CLI, 'worker', '--only', 'replay']
  const workers = Array.from({ length: count }, () =>
    spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] }),
  )
  await Promise.all(workers.map(async ({ stderr }) => once(stderr, 'data')))
  for (const { stderr } of workers) stderr.resume()
  return workers
}

async function stopWorkers(workers: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    workers.map(async (worker) => {
      const ended = once(worker, 'close')
      worker.kill('SIGTERM')
      await ended
    }),
  )
}

/** Seconds from the first job that was taken to the last that was done. */
async function replayWith(count: number): Promise<number> {
  const workers = await startWorkers(count)
  const batches: string[] = []
  for (let times = 0; times < repeat; times++) batches.push((await enqueueCaptures(warehouse, {})).batch)
  for (const batch of batches) while ((await batchCount(warehouse, batch)).left > 0) await sleep(200)
  await stopWorkers(workers)
  const [row] = await warehouse.rows<{ seconds: number }>(sql`
    select extract(epoch from max(completed_on) - min(started_on))::float8 as seconds
    from pgboss.job where data ->> 'batch' = any(${textArray(batches)})`)
  return row?.seconds ?? Number.NaN
}

/** Seconds in which so many processes read the pages among them, with no database: what this machine gives at most. */
async function readWith(count: number): Promise<number> {
  const readers = Array.from({ length: count }, () => fork(join(import.meta.dirname, 'read-pages.ts')))
  await Promise.all(readers.map(async (reader) => once(reader, 'message')))
  const start = performance.now()
  const ended = readers.map(async (reader) => once(reader, 'close'))
  for (const reader of readers) reader.send((days * repeat) / count)
  await Promise.all(ended)
  return (performance.now() - start) / 1000
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Transactions of the database so far: each statement of a worker that idles is one. */
async function transactions(): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = ${database}`
  return row?.count ?? Number.NaN
}

async function idle(): Promise<void> {
  const [worker] = await startWorkers(1)
  const pid = worker?.pid ?? 0
  await sleep(10_000)
  const before = { cpu: cpuSeconds(pid), transactions: await transactions() }
  await sleep(idleSeconds * 1000)
  const after = { cpu: cpuSeconds(pid), transactions: await transactions() }
  const share = ((after.cpu - before.cpu) / idleSeconds) * 100
  const perMinute = ((after.transactions - before.transactions) / idleSeconds) * 60
  console.log(
    `an idle worker over ${idleSeconds} s: ${perMinute.toFixed(1)} statements a minute, ${share.toFixed(2)} % of a core`,
  )
  await stopWorkers(worker ? [worker] : [])
}

try {
  await migrate(warehouse)
  const to = addDays(FROM, days - 1)
  const now = Temporal.Instant.from(`${addDays(to, 40)}T12:00:00Z`)
  const catalog = syntheticCatalog({ from: FROM, to, weekends: true, size: ENTRIES })
  const replica = await startReplica({ catalog, now: now.toString(), quota: false })
  await backfill(
    {
      config: { site: replica.url, token: null, quotaIdentity: null, contact: null, browser: null },
      home: null,
      warehouse,
      clock: { now: () => now },
      logger: pino({ level: 'silent' }),
      progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
      signal: new AbortController().signal,
    },
    {
      from: FROM,
      to,
      missing: true,
      failed: true,
      all: false,
      staleParser: false,
      newestFirst: false,
      maxRequests: null,
    },
  )
  await replica.close()
  if (idleSeconds > 0) await idle()
  const ratios: { readonly replay: number; readonly alone: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const load = loadavg()[0] ?? 0
    const one = await replayWith(1)
    const two = await replayWith(2)
    const alone = (await readWith(1)) / (await readWith(2))
    ratios.push({ replay: one / two, alone })
    console.log(
      `replay of ${days * repeat} captures: one worker ${one.toFixed(2)} s, two ${two.toFixed(2)} s, ${(one / two).toFixed(2)} times as fast ` +
        `(${availableParallelism()} cores, load ${load.toFixed(1)}); reading alone, with no database: ${alone.toFixed(2)} times`,
    )
  }
  if (rounds > 0)
    console.log(
      `median ratio: ${median(ratios.map(({ replay }) => replay)).toFixed(2)}; reading alone ${median(ratios.map(({ alone }) => alone)).toFixed(2)}`,
    )
} finally {
  await warehouse.close()
  await admin.unsafe(`drop database if exists ${database} with (force)`)
  await admin.end()
  await rm(home, { recursive: true, force: true })
}
