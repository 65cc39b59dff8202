import { type Disk, DISK } from '../../src/features/dataset/disk.ts'

/** What happens from a step on: it alone fails with a full disk, or nothing is done any more, as after a kill. */
export type Fault = 'fails' | 'killed'

/** A disk whose steps are counted, and one of which goes wrong. */
export interface FailingDisk {
  readonly disk: Disk
  /** Names of the steps so far. */
  readonly steps: string[]
}

/** @param at the step that goes wrong, from 0; default none */
export function failingDisk(at = Number.POSITIVE_INFINITY, fault: Fault = 'killed'): FailingDisk {
  const steps: string[] = []
  const counted = <Arguments extends unknown[], Result>(
    name: string,
    work: (...all: Arguments) => Promise<Result>,
  ) => {
    return async (...all: Arguments): Promise<Result> => {
      const step = steps.push(name) - 1
      if (step === at || (fault === 'killed' && step > at))
        throw Object.assign(new Error(`${name}: no space left on device`), { code: 'ENOSPC' })
      return work(...all)
    }
  }
  const disk = Object.fromEntries(
    (['copyFile', 'link', 'mkdir', 'rename', 'rm', 'rmdir', 'utimes'] as const).map((name) => [
      name,
      counted(name, DISK[name] as (...all: unknown[]) => Promise<unknown>),
    ]),
  )
  const create = counted('create', async (path: string) => {
    const file = await DISK.create(path)
    return {
      writeFile: counted('write', async (bytes: Uint8Array) => file.writeFile(bytes)),
      // A step like any other, but what a test writes need not outlive the machine.
      sync: counted('sync', async () => undefined),
      // A dead process holds no file open.
      close: async () => file.close(),
    }
  })
  return { disk: { ...disk, create } as Disk, steps }
}
