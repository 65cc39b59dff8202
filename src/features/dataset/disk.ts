import * as fs from 'node:fs/promises'

/** A file that is being written, from start to end. */
export interface DiskFile {
  readonly writeFile: (bytes: Uint8Array) => Promise<void>
  readonly sync: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Disk operations of a write of the data set. Passed in, so that a test can make any step fail. */
export interface Disk extends Pick<
  typeof fs,
  'copyFile' | 'link' | 'mkdir' | 'rename' | 'rm' | 'rmdir' | 'utimes'
> {
  /** Makes a new file. */
  readonly create: (path: string) => Promise<DiskFile>
}

/** The real disk. */
export const DISK: Disk = { ...fs, create: async (path) => fs.open(path, 'wx') }
