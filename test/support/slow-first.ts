import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that start processes, kill them or wait: seconds to half a minute for each file, however short it is. */
const SLOW =
  /\/test\/(?:faults|e2e|features\/workers|integration\/(?:any-order|captures|embedded|library|properties)\.)/

/** Runs slow files first and quick ones last, so that no processor is idle at the end: CI has no times of runs before. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => weight(b) - weight(a))
  }
}

function weight({ moduleId, project }: TestSpecification): number {
  if (SLOW.test(moduleId)) return 2
  return project.name === 'unit' ? 0 : 1
}
