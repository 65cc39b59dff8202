import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Disk } from './disk.ts'

/** A file of the data set. */
export interface DatasetFile {
  /** Path in the data set's folder, with slashes. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** True for one carried over from the previous data set, since its bytes are the same. */
  readonly isOld: boolean
}

/** A file of the data set that is being written. */
export interface OpenFile {
  readonly append: (bytes: Uint8Array) => Promise<void>
  /** Flushes it to disk. */
  readonly finish: () => Promise<DatasetFile>
  /** Discards it, without an error. */
  readonly abandon: () => Promise<void>
}

/** Creates a file of the data set, with its folders. */
export async function createFile(disk: Disk, root: string, path: string): Promise<OpenFile> {
  const full = join(root, path)
  await disk.mkdir(dirname(full), { recursive: true })
  const file = await disk.create(full)
  const hash = createHash('sha256')
  let bytes = 0
  return {
    append: async (part) => {
      if (part.length === 0) return
      await file.writeFile(part)
      hash.update(part)
      bytes += part.length
    },
    finish: async () => {
      try {
        await file.sync()
      } finally {
        await file.close()
      }
      return { path, sha256: hash.digest('hex'), bytes, isOld: false }
    },
    abandon: async () => file.close().catch(() => undefined),
  }
}

/** Writes a file of the data set from its text. */
export async function createTextFile(
  disk: Disk,
  root: string,
  path: string,
  text: string,
): Promise<DatasetFile> {
  const file = await createFile(disk, root, path)
  try {
    await file.append(Buffer.from(text))
  } catch (error) {
    await file.abandon()
    throw error
  }
  return file.finish()
}

/** Computes the SHA-256 of a file; null for a missing one. */
export async function sha256Of(path: string): Promise<string | null> {
  if (!(await stat(path).catch(() => null))?.isFile()) return null
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array)
  return hash.digest('hex')
}

/** Carries a file of the old data set over into the new one, with its time: as a hard link where the disk has them. */
export async function takeOver(disk: Disk, from: string, to: string): Promise<void> {
  await disk.mkdir(dirname(to), { recursive: true })
  try {
    await disk.link(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_LINKS.has(String(error.code)))) throw error
    const { atime, mtime } = await stat(from)
    await disk.copyFile(from, to)
    await disk.utimes(to, atime, mtime)
  }
}

/** Error codes of disks without hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EXDEV'])
