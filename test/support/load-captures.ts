import { keepAll, loadCaptures } from '../../jobs/load/ingest.ts'
import { newRunCounts } from '../../jobs/run/run-counts.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { Capture } from '../../src/model/capture.ts'
import { jobContext } from './job-context.ts'

/** Loads captures as an import does, each in a lot of its own. */
export async function loadAll(
  warehouse: Warehouse,
  captures: readonly Capture[],
  now: Temporal.Instant,
): Promise<void> {
  const context = jobContext(warehouse, 'http://127.0.0.1:9', () => now)
  for (const capture of captures) {
    const stored = await keepAll(context, '1', [capture])
    await loadCaptures(
      context,
      { runId: '1', runCounts: newRunCounts() },
      stored.map((each) => ({ capture: each })),
    )
  }
}
