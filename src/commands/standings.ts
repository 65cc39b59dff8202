import type { Standing } from '../feature.ts'
import { FEATURES } from '../features.ts'
import type { Executor } from '../load/warehouse/executor.ts'

/** Reads the standings of all features that have one, one after the other on one connection. */
export async function readStandings(executor: Executor): Promise<readonly Standing[]> {
  const standings: Standing[] = []
  for (const feature of FEATURES) {
    const standing = await feature.status?.(executor)
    if (standing !== undefined) standings.push(standing)
  }
  return standings
}

/** Merges the same part of all into one record. */
export function mergedStanding(
  standings: readonly Standing[],
  part: 'values' | 'health',
): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...standings.map((standing) => standing[part])) as Readonly<
    Record<string, unknown>
  >
}
