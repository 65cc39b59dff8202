import {
  type CaptureFilter,
  countCaptures,
  eachCapture,
  standingOf,
} from '../src/load/captures/capture-store.ts'
import { type RowChange, type TableDiff, watchTables } from '../src/load/records/table-diff.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { loadStored } from './ingest.ts'
import type { JobContext } from './job-context.ts'
import { countAsBefore, newTally } from './tally.ts'
import { type RunResult, withRun } from './with-run.ts'

/**
 * Reads stored captures again, offline, in the order in which they were fetched, and loads what is different now. The
 * exit code tells only of those that are worse now than when they were read last.
 */
export async function replay(context: JobContext, filter: CaptureFilter): Promise<RunResult> {
  return withRun(context, 'replay', { ...filter }, async (runId, tally) => {
    const { warehouse, progress, signal } = context
    progress.start(await countCaptures(warehouse, filter), 'captures')
    for await (const capture of eachCapture(warehouse, filter)) {
      if (signal.aborted) break
      const before = await standingOf(warehouse, capture.id)
      const { heldBack } = tally
      const reading = await loadStored(context, { runId, tally }, capture)
      countAsBefore(tally, reading, tally.heldBack > heldBack, before)
      progress.advance(`capture ${capture.id}`)
    }
    progress.stop(`${tally.captures} read`)
  })
}

/** What a replay would change, row by row. */
export interface ReplayPreview {
  readonly captures: number
  readonly changes: readonly RowChange[]
}

/** A preview is no run; its lineage is rolled back with the rest. */
const NO_RUN = '0'

class RollBack extends Error {}

/** Does a whole replay in a transaction, notes what is different, and rolls it back. */
export async function previewReplay(context: JobContext, filter: CaptureFilter): Promise<ReplayPreview> {
  const tally = newTally()
  let changes: readonly RowChange[] = []
  try {
    await context.warehouse.transaction(async (tx) => {
      const inside: Warehouse = { ...context.warehouse, rows: tx.rows, transaction: async (work) => work(tx) }
      const diff: TableDiff = await watchTables(tx)
      for await (const capture of eachCapture(inside, filter)) {
        await loadStored({ ...context, warehouse: inside }, { runId: NO_RUN, tally }, capture)
      }
      changes = await diff.changes()
      throw new RollBack()
    })
  } catch (error) {
    if (!(error instanceof RollBack)) throw error
  }
  return { captures: tally.captures, changes }
}
