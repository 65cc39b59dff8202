import * as fs from 'node:fs/promises'

/** A file that is being written, from its beginning to its end. */
export interface DiskFile {
  readonly writeFile: (bytes: Uint8Array) => Promise<void>
  readonly sync: () => Promise<void>
  readonly close: () => Promise<void>
}

/** All that a write of the data set changes on the disk. Passed in, so that a test may let any step of it fail. */
export interface Disk extends Pick<
  typeof fs,
  'copyFile' | 'link' | 'mkdir' | 'rename' | 'rm' | 'rmdir' | 'utimes'
> {
  /** Makes a new file. */
  readonly create: (path: string) => Promise<DiskFile>
}

/** The disk as it is. */
export const DISK: Disk = { ...fs, create: async (path) => fs.open(path, 'wx') }
