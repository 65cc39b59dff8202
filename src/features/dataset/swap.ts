import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from './disk.ts'

/** Folder of a data set, and the folder beside it for unfinished work. */
export interface Place {
  readonly folder: string
  /** On the same disk, so that a rename suffices. */
  readonly work: string
}

/** Folder in which the new data set is built. */
export function freshFolder({ work }: Place): string {
  return join(work, 'new')
}

function asideFolder({ work }: Place): string {
  return join(work, 'old')
}

/**
 * Replaces the old data set with the new one by two renames. When the second fails the old one is restored;
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

/** Clears up after a write that was killed: the data set is the old one or the new one, and nothing is left beside it. */
export async function recover(disk: Disk, place: Place): Promise<void> {
  const { folder } = place
  const aside = asideFolder(place)
  if (existsSync(aside) && !existsSync(folder)) await disk.rename(aside, folder)
  await disk.rm(aside, { recursive: true, force: true })
  await disk.rm(freshFolder(place), { recursive: true, force: true })
}
