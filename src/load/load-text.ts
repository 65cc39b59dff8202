import type { TextReading } from '../model/reading.ts'
import type { Lineage } from './load-parties.ts'
import type { Executor } from './warehouse.ts'

/** Loads a reading of a list that gives text and no ids. */
export async function loadText(
  _tx: Executor,
  _read: TextReading,
  _lineage: Lineage,
  _parserVersion: number,
): Promise<Readonly<Record<string, number>>> {
  throw new Error('not yet')
}
