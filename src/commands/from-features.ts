import type { Feature } from '../feature.ts'
import { FEATURES } from '../features.ts'

/** Collects one part of all features, in their order. */
export async function fromFeatures<Each>(
  read: (feature: Feature) => Promise<readonly Each[]> | undefined,
): Promise<readonly Each[]> {
  return (await Promise.all(FEATURES.map(async (feature) => (await read(feature)) ?? []))).flat()
}
