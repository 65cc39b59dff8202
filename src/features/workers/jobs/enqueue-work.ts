import { randomUUID } from 'node:crypto'
import { type CaptureFilter, captureRanges } from '../../../load/captures/capture-store.ts'
import type { Enqueued, ListingsToEnqueue } from '../../../feature.ts'
import { type Handed, openQueue } from '../queue/open-queue.ts'
import { PRIORITY } from '../queue/queues.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import { PARSER_VERSION } from '../../../transform/read-capture.ts'
import type { Lot } from './lot.ts'

/** Listings of one lot. */
const LISTINGS_IN_A_LOT = 20

/** Captures of one lot: a second of reading; with larger ones the last lot would be waited for. */
const CAPTURES_IN_A_LOT = 96

/** Hands out listings in lots, for any worker to fetch and load. Whatever plans listings can give them here. */
export async function enqueueListings(
  warehouse: Warehouse,
  { queue, run, wanted }: ListingsToEnqueue,
): Promise<Enqueued> {
  const batch = randomUUID()
  const lots: Lot[] = []
  for (let first = 0; first < wanted.length; first += LISTINGS_IN_A_LOT) {
    const listings = wanted.slice(first, first + LISTINGS_IN_A_LOT).map(({ listing, plannedAt = null }) => ({
      kind: listing.kind,
      key: listing.key,
      plannedAt,
    }))
    lots.push({ batch, size: listings.length, job: 'collect', run, listings })
  }
  return handOut(warehouse, batch, queue, lots, PRIORITY[run])
}

/** Hands out stored captures in lots, for any worker to read and load. */
export async function enqueueCaptures(
  warehouse: Warehouse,
  filter: Pick<CaptureFilter, 'from' | 'to'>,
): Promise<Enqueued> {
  const batch = randomUUID()
  const { from, to } = filter
  const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const ranges = await captureRanges(warehouse, filter, CAPTURES_IN_A_LOT)
  const lots = ranges.map(({ first, last, count }): Lot => ({
    batch,
    size: count,
    job: 'replay',
    run: 'replay',
    first,
    last,
    parser: PARSER_VERSION,
    ...days,
  }))
  return handOut(warehouse, batch, 'replay', lots, PRIORITY.replay)
}

/** Hands out captures by their numbers, as an import has stored them. */
export async function enqueueStored(warehouse: Warehouse, ids: readonly string[]): Promise<Enqueued> {
  const batch = randomUUID()
  const sorted = [...new Set(ids.map(BigInt))].toSorted((a, b) => (a < b ? -1 : 1))
  const ranges: bigint[][] = []
  for (const id of sorted) {
    const range = ranges.at(-1)
    // A lot is a range: what another run stored in between is none of it.
    if (range && range.at(-1) === id - 1n && range.length < CAPTURES_IN_A_LOT) range.push(id)
    else ranges.push([id])
  }
  const lots = ranges.map((range): Lot => {
    const [first, last] = [String(range[0]), String(range.at(-1))]
    return { batch, size: range.length, job: 'replay', run: 'import', first, last, parser: PARSER_VERSION }
  })
  return handOut(warehouse, batch, 'replay', lots, PRIORITY.replay)
}

async function handOut(
  warehouse: Warehouse,
  batch: string,
  queue: Enqueued['queue'],
  lots: readonly Lot[],
  priority: number,
): Promise<Enqueued> {
  const opened = await openQueue(warehouse)
  try {
    await warehouse.transaction(async (tx) =>
      opened.add(
        lots.map((lot): Handed => ({ queue, lot, priority })),
        tx,
      ),
    )
  } finally {
    await opened.close()
  }
  return { batch, queue, lots: lots.length, size: lots.reduce((sum, { size }) => sum + size, 0) }
}
