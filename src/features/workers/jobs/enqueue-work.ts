import { randomUUID } from 'node:crypto'
import { type CaptureFilter, captureRanges } from '../../../load/captures/capture-store.ts'
import type { Enqueued, ListingsToEnqueue } from '../../../feature.ts'
import { type EnqueuedJob, openQueue } from '../queue/open-queue.ts'
import { PRIORITY } from '../queue/queues.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import { PARSER_VERSION } from '../../../transform/read-capture.ts'
import type { QueueJob } from './queue-job.ts'

/** Listings of one job. */
const LISTINGS_PER_JOB = 20

/** Captures of one job: a second of parsing; with larger ones everyone would wait for the last job. */
const CAPTURES_PER_JOB = 96

/** Enqueues listings in jobs, for any worker to fetch and load. Any planner of listings can call it. */
export async function enqueueListings(
  warehouse: Warehouse,
  { queue, run, wanted }: ListingsToEnqueue,
): Promise<Enqueued> {
  const batch = randomUUID()
  const jobs: QueueJob[] = []
  for (let first = 0; first < wanted.length; first += LISTINGS_PER_JOB) {
    const listings = wanted.slice(first, first + LISTINGS_PER_JOB).map(({ listing, plannedAt = null }) => ({
      kind: listing.kind,
      key: listing.key,
      plannedAt,
    }))
    jobs.push({ batch, size: listings.length, type: 'collect', run, listings })
  }
  return enqueue(warehouse, batch, queue, jobs, PRIORITY[run])
}

/** Enqueues stored captures in jobs, for any worker to read and load. */
export async function enqueueCaptures(
  warehouse: Warehouse,
  filter: Pick<CaptureFilter, 'from' | 'to'>,
): Promise<Enqueued> {
  const batch = randomUUID()
  const { from, to } = filter
  const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const ranges = await captureRanges(warehouse, filter, CAPTURES_PER_JOB)
  const jobs = ranges.map(({ first, last, count }): QueueJob => ({
    batch,
    size: count,
    type: 'replay',
    run: 'replay',
    first,
    last,
    parser: PARSER_VERSION,
    ...days,
  }))
  return enqueue(warehouse, batch, 'replay', jobs, PRIORITY.replay)
}

/** Enqueues captures by their numbers, as an import has stored them. */
export async function enqueueStored(warehouse: Warehouse, ids: readonly string[]): Promise<Enqueued> {
  const batch = randomUUID()
  const sorted = [...new Set(ids.map(BigInt))].toSorted((a, b) => (a < b ? -1 : 1))
  const ranges: bigint[][] = []
  for (const id of sorted) {
    const range = ranges.at(-1)
    // A job is a range, and must not contain what another run stored in between.
    if (range && range.at(-1) === id - 1n && range.length < CAPTURES_PER_JOB) range.push(id)
    else ranges.push([id])
  }
  const jobs = ranges.map((range): QueueJob => {
    const [first, last] = [String(range[0]), String(range.at(-1))]
    return { batch, size: range.length, type: 'replay', run: 'import', first, last, parser: PARSER_VERSION }
  })
  return enqueue(warehouse, batch, 'replay', jobs, PRIORITY.replay)
}

async function enqueue(
  warehouse: Warehouse,
  batch: string,
  queue: Enqueued['queue'],
  jobs: readonly QueueJob[],
  priority: number,
): Promise<Enqueued> {
  const opened = await openQueue(warehouse)
  try {
    await warehouse.transaction(async (tx) =>
      opened.add(
        jobs.map((job): EnqueuedJob => ({ queue, job, priority })),
        tx,
      ),
    )
  } finally {
    await opened.close()
  }
  return { batch, queue, jobs: jobs.length, size: jobs.reduce((sum, { size }) => sum + size, 0) }
}
