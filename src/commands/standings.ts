import type { Standing } from '../feature.ts'
import { FEATURES } from '../features.ts'
import type { Executor } from '../load/warehouse/executor.ts'

/** How all features stand that tell it, one after the other on one connection. */
export async function readStandings(executor: Executor): Promise<readonly Standing[]> {
  const standings: Standing[] = []
  for (const feature of FEATURES) {
    const standing = await feature.status?.(executor)
    if (standing !== undefined) standings.push(standing)
  }
  return standings
}

/** The same part of all, as one record. */
export function mergedStanding(
  standings: readonly Standing[],
  part: 'values' | 'health',
): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...standings.map((standing) => standing[part])) as Readonly<
    Record<string, unknown>
  >
}
