import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../../../src/base/sql.ts'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { syntheticCatalog } from '../../../demo/site/synthetic-catalog.ts'
import { backfill, type BackfillOptions, planOfBackfill } from '../../../jobs/collect/backfill.ts'
import { enqueueCaptures, enqueueListings } from '../../../src/features/workers/jobs/enqueue-work.ts'
import type { JobContext } from '../../../jobs/run/job-context.ts'
import { pause, resume, retry } from '../../../src/features/workers/jobs/queues.ts'
import { wantedDay } from '../../../jobs/nightly/plan-days.ts'
import { watchBatch } from '../../../src/features/workers/jobs/watch-batch.ts'
import { workQueues, type WorkerOptions } from '../../../src/features/workers/jobs/work-queues.ts'
import { openQueue } from '../../../src/features/workers/queue/open-queue.ts'
import { batchCount, failedJobs, queueCounts } from '../../../src/features/workers/queue/queue-counts.ts'
import { PRIORITY, QUEUES } from '../../../src/features/workers/queue/queues.ts'
import { migrate } from '../../../src/load/warehouse/migrate.ts'
import { openPostgres } from '../../../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../../../src/load/warehouse/warehouse.ts'
import { PARSER_VERSION } from '../../../src/transform/read-capture.ts'
import { everyRow } from '../../support/all-tables.ts'
import { jobContext, keepingLogger } from '../../support/job-context.ts'
import { contentsOf } from '../../support/tables.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = '2025-09-30T12:00:00Z'

/** Two jobs: one of twenty days, one of two. */
const RANGE: BackfillOptions = {
  from: '2025-09-04',
  to: '2025-09-25',
  missing: true,
  failed: true,
  all: false,
  staleParser: false,
  newestFirst: false,
  maxRequests: null,
}

/** One job of six days. */
const SHORT = { ...RANGE, from: '2025-09-08', to: '2025-09-13' }

const OPTIONS: WorkerOptions = {
  concurrency: 1,
  queues: QUEUES,
  schedules: null,
  follow: [],
  paperPages: 0,
  steps: [],
  tasks: [],
  pollMs: 20,
  heartbeatMs: 500,
  retrySeconds: 0,
}

const ENDED = sql`select 1 from pgboss.job where state = 'completed'`

describe('jobs', () => {
  const open: TestWarehouse[] = []
  let replica: Replica

  beforeAll(async () => {
    // Each day has a list: a day without one would be asked for twice, by a redirect.
    const catalog = syntheticCatalog({ from: RANGE.from, to: '2025-09-30', weekends: true, size: 6 })
    replica = await startReplica({ catalog, now: NOW, quota: false })
  })
  afterEach(async () => {
    replica.clearFaults()
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  async function make(): Promise<JobContext & { warehouse: Warehouse }> {
    const held = await createWarehouse()
    open.push(held)
    return jobContext(held.warehouse, replica.url, () => Temporal.Instant.from(NOW))
  }

  async function enqueue(context: JobContext, options = RANGE) {
    const wanted = (await planOfBackfill(context, options)).map((each) => wantedDay(each))
    return enqueueListings(context.warehouse, { queue: 'listings', run: 'backfill', wanted })
  }

  /** Workers that work until nothing of the batch is left. */
  async function workOff(
    context: JobContext,
    handed: { readonly batch: string; readonly size: number },
    workers = 1,
    options = OPTIONS,
    jobs = 0,
  ) {
    const stop = new AbortController()
    const ends = Array.from({ length: workers }, async () =>
      workQueues({ ...context, signal: stop.signal }, options),
    )
    const shown: string[] = []
    const progress = { ...context.progress, advance: (label: string) => shown.push(label) }
    while ((await context.warehouse.rows(ENDED)).length < jobs) await sleep(20)
    const end = await watchBatch({ ...context, progress }, handed, 20)
    stop.abort()
    return { end, shown, jobs: (await Promise.all(ends)).map(({ jobs }) => jobs) }
  }

  test('two workers take each job once, and the tables are those of one process', async () => {
    const [alone, together] = [await make(), await make()]
    await backfill(alone, RANGE)
    const before = replica.requests.length
    const handed = await enqueue(together)
    expect(handed).toMatchObject({ queue: 'listings', jobs: 2, size: 22 })
    const { end, shown, jobs } = await workOff(together, handed, 2)
    expect(end).toMatchObject({ done: 22, left: 0, failed: 0, exitCode: 0 })
    expect(end.counts['captures']).toBe(22)
    expect(jobs).toEqual([1, 1])
    expect(shown.at(-1)).toMatch(/^22 of 22/)
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    expect(new Set(pages.map(({ path }) => path)).size).toBe(22)
    expect(pages).toHaveLength(22)
    expect(await contentsOf(together.warehouse)).toEqual(await contentsOf(alone.warehouse))
  })

  test('a worker that is told to end gives back what it has not read, and nothing is asked for twice', async () => {
    const context = await make()
    const before = replica.requests.length
    const handed = await enqueue(context, SHORT)
    const stop = new AbortController()
    const progress = { ...context.progress, advance: () => stop.abort() }
    // The first answers at once, the others not before the worker is told to end.
    replica.setFault({ kind: 'drip', bytes: 10, intervalMs: 50, match: /\/papers\/date\/2025-09-(?!08)/ })
    expect(await workQueues({ ...context, progress, signal: stop.signal }, OPTIONS)).toEqual({ jobs: 1 })
    replica.clearFaults()
    const { left, active } = await batchCount(context.warehouse, handed.batch)
    expect(left).toBe(5)
    expect(active).toBe(0)
    const { end } = await workOff(context, handed)
    expect(end).toMatchObject({ left: 0, failed: 0 })
    expect(end.counts['captures']).toBe(6)
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    const times = Map.groupBy(pages, ({ path }) => path)
    expect(times.get('/papers/date/2025-09-08')).toHaveLength(1)
    // A request that was under way when the signal came was given up.
    expect(Math.max(...[...times.values()].map((each) => each.length))).toBeLessThanOrEqual(2)
  })

  /** What a newer version does when it begins. */
  const MIGRATED = sql`insert into migrations (position, tag, hash) values (9999, '9999_of_tomorrow', '0')`
  /** What the newer version of these tests would be: this one, to which the warehouse belongs again. */
  const TAKEN_BACK = sql`delete from migrations where position = 9999`

  test('a worker ends with 78 when a newer version migrates the warehouse; what it has not read goes back', async () => {
    const [alone, context] = [await make(), await make()]
    await backfill(alone, SHORT)
    const before = replica.requests.length
    const handed = await enqueue(context, SHORT)
    replica.setFault({ kind: 'drip', bytes: 10, intervalMs: 50, match: /\/papers\/date\/2025-09-(?!08)/ })
    const advance = () => void context.warehouse.rows(MIGRATED)
    const older = workQueues({ ...context, progress: { ...context.progress, advance } }, OPTIONS)
    await expect(older).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringMatching(/has migration 9999_of_tomorrow, .* use the newer version/),
    })
    replica.clearFaults()
    expect(await batchCount(context.warehouse, handed.batch)).toMatchObject({ left: 5, active: 0, failed: 0 })
    // One that starts now takes nothing.
    await expect(workQueues(context, OPTIONS)).rejects.toMatchObject({ exitCode: 78 })
    await context.warehouse.rows(TAKEN_BACK)
    const { end } = await workOff(context, handed)
    expect(end).toMatchObject({ left: 0, failed: 0 })
    expect(await contentsOf(context.warehouse)).toEqual(await contentsOf(alone.warehouse))
    const pages = replica.requests.slice(before).filter(({ path }) => path === '/papers/date/2025-09-08')
    expect(pages).toHaveLength(1)
  })

  test('a worker lives on when its row and what its job wrote are gone, as after a failover, and the job is done again', async () => {
    const context = await make()
    const handed = await enqueue(context, SHORT)
    await context.warehouse.rows(sql`update pgboss.job set retry_delay = 0, retry_backoff = false`)
    replica.setFault({ kind: 'status', status: 503, match: '/papers/date/2025-09-13', times: 1 })
    let gone: Promise<unknown> | null = null
    const advance = () => {
      gone ??= context.warehouse.rows(sql`with lost as (delete from captures) delete from workers`)
    }
    const { logger, messages } = keepingLogger()
    const around = { ...context, logger, progress: { ...context.progress, advance } }
    const { end } = await workOff(around, handed)
    expect(end).toMatchObject({ left: 0, failed: 0, exitCode: 0 })
    expect(messages.filter((each) => each.includes('responses that run'))).toHaveLength(1)
    const workers = await context.warehouse.rows(
      sql`select jobs_done, ended_at is not null as ended from workers`,
    )
    expect(workers).toEqual([{ jobs_done: 2, ended: true }])
  })

  test('a job that fails on the tables of a newer version goes back whole, and has spent no try', async () => {
    const context = await make()
    const handed = await enqueue(context, SHORT)
    const { warehouse } = context
    let isMigrated = false
    const write = (line: string) => {
      if (isMigrated || !line.includes('"step":"capture"')) return
      isMigrated = true
      void warehouse.transaction(async (tx) => {
        await tx.rows(MIGRATED)
        await tx.rows(sql`alter table stored_observations rename to observations_of_tomorrow`)
      })
    }
    const logger = pino({ level: 'debug' }, { write })
    const older = workQueues({ ...context, logger }, { ...OPTIONS, heartbeatMs: 60_000 })
    await expect(older).rejects.toMatchObject({ exitCode: 78 })
    const jobs = await warehouse.rows(sql`
      select retry_count, (data ->> 'size')::int as size from pgboss.job where state < 'active'`)
    expect(jobs).toEqual([{ retry_count: 0, size: 6 }])
    await warehouse.rows(sql`alter table observations_of_tomorrow rename to stored_observations`)
    await warehouse.rows(TAKEN_BACK)
    expect((await workOff(context, handed)).end).toMatchObject({ done: 6, left: 0, failed: 0 })
  })

  test('a replay that a newer parser enqueued is left to workers that have it', async () => {
    const context = await make()
    const { warehouse } = context
    await backfill(context, { ...RANGE, to: '2025-09-07' })
    const replayed = await enqueueCaptures(warehouse, {})
    await warehouse.rows(
      sql`update pgboss.job set data = data || jsonb_build_object('parser', ${PARSER_VERSION + 1}::int)`,
    )
    const { logger, messages } = keepingLogger()
    const stop = new AbortController()
    const older = workQueues({ ...context, logger, signal: stop.signal }, OPTIONS)
    while (!messages.some((each) => each.startsWith('the queue replay has jobs'))) await sleep(20)
    // It goes on with what it can do.
    const end = await watchBatch(context, await enqueue(context, SHORT), 20)
    expect(end).toMatchObject({ done: 6, left: 0, failed: 0 })
    stop.abort()
    await older
    expect(await batchCount(warehouse, replayed.batch)).toMatchObject({ left: 4, active: 0, failed: 0 })
    const { rows } = await warehouse.readOnly("select count(*) from runs where job = 'replay'")
    expect(rows).toEqual([['0']])
  })

  test('a poison listing is failed with its reason, the rest of its job is loaded, and a retry brings it back', async () => {
    const context = await make()
    replica.setFault({ kind: 'status', status: 500, match: '/papers/date/2025-09-10' })
    const handed = await enqueue(context, SHORT)
    const { end } = await workOff(context, handed, 1, { ...OPTIONS, tries: 2 })
    expect(end).toMatchObject({ done: 5, left: 0, failed: 1, exitCode: 75 })
    const [failed, ...others] = await failedJobs(context.warehouse)
    expect(others).toEqual([])
    expect(failed).toMatchObject({
      queue: 'listings',
      tries: 2,
      job: { size: 1, listings: [{ key: '2025-09-10' }] },
    })
    expect(failed?.reason).toMatch(/500/)
    replica.clearFaults()
    expect(await retry(context.warehouse, 'listings')).toBe(
      '1 job that had failed for good is back in the queue listings.',
    )
    const again = await workOff(context, handed)
    expect(again.end).toMatchObject({ done: 6, failed: 0, exitCode: 0 })
  })

  test('of a paused queue nobody takes jobs until it goes on', async () => {
    const context = await make()
    const { batch } = await enqueue(context, SHORT)
    expect(await pause(context.warehouse, 'listings')).toMatch(/^The queue listings is paused/)
    const queue = await openQueue(context.warehouse)
    expect(await queue.ready(QUEUES)).toEqual([])
    expect((await queueCounts(context.warehouse))[0]).toMatchObject({ queue: 'listings', waiting: 1 })
    expect(await resume(context.warehouse, 'listings')).toMatch(/^The queue listings is resumed/)
    expect(await queue.ready(QUEUES)).toEqual(['listings'])
    expect(await queue.drop('listings')).toBe(1)
    await queue.close()
    expect((await batchCount(context.warehouse, batch)).left).toBe(0)
  })

  test('the night goes before backfills, these before papers, and replays come last', async () => {
    const { warehouse } = await make()
    const queue = await openQueue(warehouse)
    const job = (job: string) => ({ batch: 'order', size: 1, job })
    await queue.add([
      { queue: 'replay', job: job('replay'), priority: PRIORITY.replay },
      { queue: 'papers', job: job('papers'), priority: PRIORITY.papers },
      { queue: 'listings', job: job('backfill'), priority: PRIORITY.backfill },
      { queue: 'publish', job: job('publish'), priority: PRIORITY.publish },
      { queue: 'listings', job: job('nightly'), priority: PRIORITY.nightly },
    ])
    const order: unknown[] = []
    for (;;) {
      const [first] = await queue.ready(QUEUES)
      if (first === undefined) break
      order.push((await queue.take(first))?.job['job'])
    }
    await queue.close()
    expect(order).toEqual(['nightly', 'publish', 'backfill', 'papers', 'replay'])
  })

  test('a replay in jobs leaves the tables as they were', async () => {
    const context = await make()
    await backfill(context, SHORT)
    const before = await everyRow(context.warehouse)
    const handed = await enqueueCaptures(context.warehouse, { from: SHORT.from, to: SHORT.to })
    expect(handed.size).toBe(6)
    const { end } = await workOff(context, handed, 2)
    expect(end).toMatchObject({ done: 6, failed: 0, exitCode: 0 })
    expect(await everyRow(context.warehouse)).toEqual(before)
  })

  test('two workers that hold the schedules run the night once', async () => {
    const context = await make()
    await (await openQueue(context.warehouse)).close()
    const now = async () => Temporal.Instant.from(NOW)
    const schedules = [{ name: 'nightly', cron: '30 0 * * *', missed: 'each' }] as const
    const end = await workOff(
      context,
      { batch: 'nightly 2025-09-30T00:30:00.000Z', size: 1 },
      2,
      { ...OPTIONS, schedules, now },
      1,
    )
    expect(end.jobs.reduce((sum, jobs) => sum + jobs, 0)).toBe(1)
    const runs = await context.warehouse.readOnly(`select job, arguments ->> 'day' from runs`)
    expect(runs.rows).toEqual([['nightly', '2025-09-30']])
  })

  test('eight that start at once on a new warehouse all have the queues, six times', async () => {
    const held = await createWarehouse()
    open.push(held)
    const { kind, location, dump } = held.warehouse
    const start = async () => {
      const warehouse = await openPostgres({
        kind,
        location,
        dump,
        address: held.address,
        whyUnopened: (cause) => new Error('the server of the tests does not answer', { cause }),
      })
      try {
        // As every command that writes: what a session has looked up before, it believes for longer.
        await migrate(warehouse)
        const queue = await openQueue(warehouse)
        const ready = await queue.ready(QUEUES)
        await queue.close()
        return ready
      } finally {
        await warehouse.close()
      }
    }
    for (let round = 1; round <= 6; round++) {
      await held.warehouse.rows(sql`drop schema if exists pgboss cascade`)
      expect(await Promise.all(Array.from({ length: 8 }, start))).toEqual(Array.from({ length: 8 }, () => []))
    }
  })

  test('six open the queues at once, and an idle worker costs one statement a look', async () => {
    const { warehouse, ...rest } = await make()
    const queues = await Promise.all(Array.from({ length: 6 }, async () => openQueue(warehouse)))
    for (const queue of queues) await queue.close()
    let statements = 0
    const counted = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) => {
      return async (...args: Args) => {
        statements++
        return work(...args)
      }
    }
    const stop = new AbortController()
    const idle = workQueues(
      {
        ...rest,
        signal: stop.signal,
        warehouse: {
          ...warehouse,
          rows: counted(warehouse.rows) as Warehouse['rows'],
          foreign: counted(warehouse.foreign!),
          transaction: counted(warehouse.transaction),
        },
      },
      { ...OPTIONS, pollMs: 100, heartbeatMs: 60_000 },
    )
    await sleep(1_000)
    const begun = statements
    await sleep(2_000)
    expect(statements - begun).toBeLessThanOrEqual(21)
    stop.abort()
    await idle
  })
})
