import type { ListingReading } from '../model/reading.ts'
import type { Lineage, Resolve } from './load-parties.ts'
import type { Executor } from './warehouse.ts'

/** Loads what only a paper's own page tells. */
export async function loadPaperPage(
  _tx: Executor,
  _read: ListingReading,
  _account: Resolve,
  _lineage: Lineage,
): Promise<Readonly<Record<string, number>>> {
  return {}
}
