import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from './disk.ts'

/** Where a data set is written, and the folder beside it for what is not finished. */
export interface Place {
  readonly folder: string
  /** On the same disk, so that a rename is all that it takes. */
  readonly work: string
}

/** Where the new data set grows. */
export function freshFolder({ work }: Place): string {
  return join(work, 'new')
}

function asideFolder({ work }: Place): string {
  return join(work, 'old')
}

/**
 * Puts the new data set in the place of the old one by two renames. When the second fails the old one is put back;
 * after a kill between them `recover` does that.
 */
export async function swapIn(disk: Disk, place: Place): Promise<void> {
  const { folder } = place
  const aside = asideFolder(place)
  const hadOld = existsSync(folder)
  if (hadOld) await disk.rename(folder, aside)
  try {
    await disk.rename(freshFolder(place), folder)
  } catch (error) {
    if (hadOld) await disk.rename(aside, folder)
    throw error
  }
  await disk.rm(aside, { recursive: true, force: true })
}

/** Clears up after a write that was killed: the data set is the old one or the new one, and nothing lies beside it. */
export async function recover(disk: Disk, place: Place): Promise<void> {
  const { folder } = place
  const aside = asideFolder(place)
  if (existsSync(aside) && !existsSync(folder)) await disk.rename(aside, folder)
  await disk.rm(aside, { recursive: true, force: true })
  await disk.rm(freshFolder(place), { recursive: true, force: true })
}
