import {
  type CaptureFilter,
  countCaptures,
  eachCapture,
  readOutcomes,
} from '../../src/load/captures/capture-store.ts'
import { type RowChange, type TableDiff, watchTables } from '../../src/load/history/table-diff.ts'
import { inSavepoint } from '../../src/load/warehouse/transaction-scope.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { loadCaptures } from '../load/ingest.ts'
import { inBatches, oneAhead } from '../load/in-batches.ts'
import type { JobContext } from '../run/job-context.ts'
import { countAsBefore, newRunCounts } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/**
 * Reads stored captures again, offline, in the order of fetching, and loads the differences. The
 * exit code reflects only those that are worse than at their last reading.
 */
export async function replay(
  context: JobContext,
  filter: CaptureFilter,
  job: 'replay' | 'import' = 'replay',
): Promise<RunResult> {
  return withRun(context, job, { ...filter }, async (runId, runCounts) => {
    const { warehouse, progress, signal } = context
    progress.start(await countCaptures(warehouse, filter), 'captures')
    for await (const batch of oneAhead(inBatches(eachCapture(warehouse, filter)))) {
      if (signal.aborted) break
      const before = await readOutcomes(
        warehouse,
        batch.map(({ id }) => id),
      )
      const loaded = await loadCaptures(
        context,
        { runId, runCounts },
        batch.map((capture) => ({ capture })),
      )
      for (const [index, each] of loaded.entries()) {
        if (each instanceof Error) throw each
        if (!each.readByNewer)
          countAsBefore(runCounts, each.reading, each.isOnHold, before.get(batch[index]?.id ?? ''))
      }
      progress.advance(`capture ${batch.at(-1)?.id}`, batch.length)
    }
    progress.stop(`${runCounts.captures} read`)
  })
}

/** Preview of a replay's changes, row by row. */
export interface ReplayPreview {
  readonly captures: number
  readonly changes: readonly RowChange[]
}

/** A preview is not a run; its lineage is rolled back with the rest. */
const NO_RUN = '0'

class RollBack extends Error {}

/** Runs a whole replay in a transaction, records the differences, and rolls it back. */
export async function previewReplay(context: JobContext, filter: CaptureFilter): Promise<ReplayPreview> {
  const runCounts = newRunCounts()
  let changes: readonly RowChange[] = []
  try {
    await context.warehouse.transaction(async (tx) => {
      const inside: Warehouse = {
        ...context.warehouse,
        rows: tx.rows,
        transaction: async (work) => inSavepoint(tx, work),
      }
      const diff: TableDiff = await watchTables(tx)
      for await (const batch of inBatches(eachCapture(inside, filter))) {
        const captures = batch.map((capture) => ({ capture }))
        await loadCaptures({ ...context, warehouse: inside }, { runId: NO_RUN, runCounts }, captures)
      }
      changes = await diff.changes()
      throw new RollBack()
    })
  } catch (error) {
    if (!(error instanceof RollBack)) throw error
  }
  return { captures: runCounts.captures, changes }
}
