import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { syntheticCatalog } from '../../../demo/site/synthetic-catalog.ts'
import { backfill, type BackfillOptions, planOfBackfill } from '../../../jobs/collect/backfill.ts'
import { enqueueListings } from '../../../src/features/workers/jobs/enqueue-work.ts'
import { wantedDay } from '../../../jobs/nightly/plan-days.ts'
import { watchBatch } from '../../../src/features/workers/jobs/watch-batch.ts'
import { startCli, startNode } from '../../support/cli-process.ts'
import { digestsOf } from '../../support/digests.ts'
import { jobContext } from '../../support/job-context.ts'
import { runFolder } from '../../support/ready-folder.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

/** One job. */
const DAYS = 6
const RANGE: BackfillOptions = {
  from: '2024-01-01',
  to: '2024-01-06',
  missing: true,
  failed: true,
  all: false,
  staleParser: false,
  newestFirst: false,
  maxRequests: null,
}
const NOW = '2024-03-15T12:00:00Z'

const SCRIPT = join(import.meta.dirname, '../../support/queue-worker.ts')

/** A worker in a process of its own: of the command line, where that finds the way to the warehouse. */
function startWorker({ address, databaseUrl }: TestWarehouse, site: string) {
  if (databaseUrl === null)
    return startNode([SCRIPT], { WORKER: JSON.stringify({ address, site, now: NOW }) })
  const env = { PAPERBOY_SITE: site, PAPERBOY_NOW: NOW, PAPERBOY_LOG: 'debug', DATABASE_URL: databaseUrl }
  return startCli(['worker'], { ...env, PAPERBOY_HOME: runFolder() })
}

describe('workers that are killed', () => {
  const open: TestWarehouse[] = []
  let replica: Replica

  beforeAll(async () => {
    const catalog = syntheticCatalog({ from: RANGE.from, to: RANGE.to, weekends: true, size: 5 })
    replica = await startReplica({ catalog, now: NOW, quota: false })
  })
  afterAll(async () => {
    for (const held of open) await held.drop()
    await replica.close()
  })

  async function make() {
    const held = await createWarehouse()
    open.push(held)
    return { ...held, context: jobContext(held.warehouse, replica.url, () => Temporal.Instant.from(NOW)) }
  }

  test('fault 16: the jobs of a worker that was killed (SIGKILL) are worked off by the next, which ends on SIGTERM; the tables are those of one process', async () => {
    const alone = await make()
    await backfill(alone.context, RANGE)
    const held = await make()
    const { warehouse, context } = held
    const before = replica.requests.length
    const wanted = (await planOfBackfill(context, RANGE)).map((each) => wantedDay(each))
    const handed = await enqueueListings(warehouse, { queue: 'listings', run: 'backfill', wanted })
    const killed = startWorker(held, replica.url)
    expect(await killed.line('loading day:')).toBe(true)
    killed.child.kill('SIGKILL')
    await killed.ended
    const next = startWorker(held, replica.url)
    expect(await next.line('was lost: its 1 job goes back')).toBe(true)
    expect(await watchBatch(context, handed, 50)).toMatchObject({ left: 0, failed: 0, exitCode: 0 })
    next.child.kill('SIGTERM')
    const { code, stdout } = await next.ended
    expect(code).toBe(143)
    expect(stdout).toMatch(/^The worker has ended: \d+ jobs? finished\.$/m)
    expect(await digestsOf(warehouse)).toEqual(await digestsOf(alone.warehouse))
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    expect(new Set(pages.map(({ path }) => path)).size).toBe(DAYS)
    // The one that was under way when the worker was killed is asked for once more.
    expect(pages.length).toBeLessThanOrEqual(DAYS + 1)
  })
})
