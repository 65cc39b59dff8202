import { PgBoss } from 'pg-boss'
import { sql } from '../../../base/sql.ts'
import { ConfigurationError, describeError } from '../../../base/errors.ts'
import { lockMigrations } from '../../../load/warehouse/migrate.ts'
import { textArray, type Warehouse } from '../../../load/warehouse/warehouse.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import { DEAD, QUEUE_SCHEMA, type QueueName, QUEUES } from './queues.ts'

/** A job's payload: any JSON; `batch` names the jobs that were enqueued together, `size` is the amount of work. */
export interface JobData extends Readonly<Record<string, unknown>> {
  readonly batch: string
  readonly size: number
}

/** A job for a queue. */
export interface EnqueuedJob {
  readonly queue: QueueName
  readonly job: JobData
  /** Higher numbers go first. */
  readonly priority: number
  /** Delay before it can be taken. Default 0. */
  readonly afterSeconds?: number
}

/** A job that a worker has taken. */
export interface Taken {
  readonly queue: QueueName
  readonly id: string
  /** Number of this try: a worker that is late with an earlier try settles nothing. */
  readonly attempt: number
  readonly priority: number
  readonly job: JobData
}

/** Retry policy of failed jobs. */
export interface QueueOptions {
  /** Tries before a job fails for good. Default 4. */
  readonly tries?: number
  /** Delay before the second try, in seconds; it doubles with each further one. Default 60. */
  readonly retrySeconds?: number
  /** True for a worker: it also requeues jobs whose worker went silent. */
  readonly supervise?: boolean
  /** Called with errors in the background. */
  readonly onTrouble?: (sentence: string) => void
}

/** The job queues, in the warehouse's own database. */
export interface Queue {
  /** Adds jobs; with the executor of a transaction, as a part of it. */
  readonly add: (jobs: readonly EnqueuedJob[], executor?: Executor) => Promise<void>
  /** Finds the queues with a job to take now that are not paused, in the order of their first jobs. */
  readonly ready: (queues: readonly QueueName[]) => Promise<QueueName[]>
  /** Takes the first job of a queue; null when there is none. */
  readonly take: (queue: QueueName) => Promise<Taken | null>
  /** Sends a heartbeat for active jobs: without one for 90 seconds they go back. */
  readonly touch: (taken: readonly Taken[]) => Promise<void>
  /**
   * Settles a job as done, and adds others in the same transaction, such as what is left of it.
   *
   * @returns false when the job was no longer this worker's; then nothing is added
   */
  readonly done: (taken: Taken, output: object, left?: readonly EnqueuedJob[]) => Promise<boolean>
  /** Settles a job as failed: it is retried later, or has failed for good after its last try. */
  readonly fail: (taken: Pick<Taken, 'queue' | 'id' | 'attempt'>, reason: string) => Promise<void>
  /** Gives back the jobs of a worker that is gone, to be taken immediately; the try counts. */
  readonly giveBack: (
    taken: readonly Pick<Taken, 'queue' | 'id' | 'attempt'>[],
    reason: string,
  ) => Promise<void>
  /** Enqueues the failed jobs of a queue again; returns how many. */
  readonly revive: (queue: QueueName) => Promise<number>
  /** Drops all jobs of a queue that are not active, failed ones included; returns how many. */
  readonly drop: (queue: QueueName) => Promise<number>
  readonly close: () => Promise<void>
}

const HEARTBEAT_SECONDS = 90
const HOUR = 3600
const DAY = 24 * HOUR

/** Maximum time that a job may be active, whatever its worker says. */
const EXPIRE_SECONDS = 6 * HOUR

/** Retention of waiting jobs: somebody may have paused their queue. */
const KEEP_SECONDS = 365 * DAY
const KEEP_DONE_SECONDS = 7 * DAY

/** Interval of pg-boss's upkeep for features that are not used: it need not cost a statement every few seconds. */
const SELDOM_SECONDS = HOUR

/** Workers look for lost ones themselves; this is for jobs that no worker recorded as its own. */
const SUPERVISE_SECONDS = 300

/**
 * Opens the queues, and creates missing ones: pg-boss, over the warehouse's own connections. It
 * only dispatches: leases ensure that a listing is fetched and loaded by one worker.
 *
 * @throws {ConfigurationError} for a warehouse that only one process can use
 */
export async function openQueue(warehouse: Warehouse, options: QueueOptions = {}): Promise<Queue> {
  const { tries = 4, retrySeconds = 60, supervise = false, onTrouble = () => undefined } = options
  const { foreign } = warehouse
  if (!warehouse.shared || foreign === undefined) {
    throw new ConfigurationError(
      `the warehouse in ${warehouse.location} is PGlite's, which only one process can use: it has no workers. ` +
        'Run the same command without --enqueue, or set DATABASE_URL',
    )
  }
  const boss = new PgBoss({
    db: adapterOf({ foreign }),
    schema: QUEUE_SCHEMA,
    schedule: false,
    supervise,
    registerInstance: false,
    monitorVacuum: false,
    flowIntervalSeconds: SELDOM_SECONDS,
    bamIntervalSeconds: SELDOM_SECONDS,
    queueCacheIntervalSeconds: SELDOM_SECONDS,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  })
  boss.on('error', (error) => onTrouble(`the queues: ${describeError(error)}`))
  boss.on('warning', ({ message }) => onTrouble(`the queues: ${message}`))
  await makeSchema(warehouse)
  await boss.start()
  await makeQueues(boss)

  const inTransaction = (tx: Executor) => ({ db: adapterOf(tx) })
  const add: Queue['add'] = async (jobs, executor) => {
    for (const [queue, each] of Map.groupBy(jobs, (job) => job.queue)) {
      const jobs = each.map(({ job, priority, afterSeconds = 0 }) => ({
        data: job,
        priority,
        startAfter: afterSeconds,
        retryLimit: tries - 1,
        retryDelay: retrySeconds,
        retryBackoff: retrySeconds > 0,
        expireInSeconds: EXPIRE_SECONDS,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        retentionSeconds: KEEP_SECONDS,
        deleteAfterSeconds: KEEP_DONE_SECONDS,
        deadLetter: DEAD,
      }))
      await boss.insert(queue, jobs, executor ? inTransaction(executor) : {})
    }
  }
  const fail: Queue['fail'] = async ({ queue, id, attempt }, reason) => {
    await boss.fail(queue, { id, retryCount: attempt }, { message: reason })
  }
  return {
    add,
    fail,
    ready: async (queues) => {
      const rows = await warehouse.rows<{ name: QueueName }>(sql`
        select q.name from unnest(${textArray(queues)}) q(name)
        cross join lateral (
          select j.priority, j.created_on from pgboss.job j
          where j.name = q.name and j.state < 'active' and j.start_after <= now() and not j.blocked
          order by j.priority desc, j.created_on limit 1
        ) first
        where not exists (select from paused_queues p where p.queue = q.name)
        order by first.priority desc, first.created_on`)
      return rows.map(({ name }) => name)
    },
    take: async (queue) => {
      const [job] = await boss.fetch<JobData>(queue, { includeMetadata: true })
      if (!job) return null
      return { queue, id: job.id, attempt: job.retryCount, priority: job.priority, job: job.data }
    },
    touch: async (taken) => {
      for (const [queue, each] of Map.groupBy(taken, (one) => one.queue))
        await boss.touch(
          queue,
          each.map(({ id, attempt }) => ({ id, retryCount: attempt })),
        )
    },
    done: async ({ queue, id, attempt }, output, left = []) =>
      warehouse.transaction(async (tx) => {
        const answer: { affected?: number } = await boss.complete(
          queue,
          { id, retryCount: attempt },
          output,
          inTransaction(tx),
        )
        if (answer.affected !== 1) return false
        await add(left, tx)
        return true
      }),
    giveBack: async (taken, reason) => {
      for (const each of taken) {
        await fail(each, reason)
        await boss.update(each.queue, undefined, { id: each.id, startAfter: 0 })
      }
    },
    revive: async (queue) => {
      let revived = 0
      for (;;) {
        const moved = await boss.redrive(DEAD, { sourceName: queue })
        revived += moved
        if (moved === 0) return revived
      }
    },
    drop: async (queue) => {
      const [row] = await warehouse.rows<{ count: number }>(sql`
        with gone as (
          delete from pgboss.job
          where name = ${queue} and state in ('created', 'retry') or name = ${DEAD} and source_name = ${queue}
          returning 1
        ) select count(*)::int as count from gone`)
      return row?.count ?? 0
    },
    close: async () => boss.stop({ graceful: false }),
  }
}

/**
 * Creates the schema of pg-boss, which creates the rest in it. Its own "create schema if not exists" fails when several
 * start at once: Postgres answers from what the session looked up before, even after another created it.
 */
async function makeSchema(warehouse: Warehouse): Promise<void> {
  await warehouse.transaction(async (tx) => {
    await lockMigrations(tx)
    // A query of the catalog sees what others have created meanwhile.
    const [made] = await tx.rows(sql`select 1 from pg_namespace where nspname = ${QUEUE_SCHEMA}`)
    if (!made) await tx.rows(sql`create schema ${sql.identifier(QUEUE_SCHEMA)}`)
  })
}

async function makeQueues(boss: PgBoss): Promise<void> {
  const known = new Set((await boss.getQueues()).map(({ name }) => name))
  for (const name of [DEAD, ...QUEUES]) {
    if (known.has(name)) continue
    const isDead = name === DEAD
    await boss.createQueue(name, {
      retentionSeconds: KEEP_SECONDS,
      deleteAfterSeconds: isDead ? KEEP_SECONDS : KEEP_DONE_SECONDS,
      ...(isDead ? {} : { deadLetter: DEAD }),
    })
  }
}

function adapterOf({ foreign }: Pick<Executor, 'foreign'>) {
  return {
    executeSql: async (text: string, values?: unknown[]) => {
      if (!foreign) throw new Error('the queues need a Postgres server')
      return { rows: await foreign(text, values) }
    },
  }
}
