import { stat } from 'node:fs/promises'
import { UsageError } from '../base/errors.ts'

/** @throws {UsageError} when it is not a readable file */
export async function requireFile(path: string): Promise<void> {
  let isFolder: boolean
  try {
    isFolder = (await stat(path)).isDirectory()
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const why = isMissing ? 'there is no such file' : error instanceof Error ? error.message : String(error)
    throw new UsageError(`${path}: ${why}`, { cause: error })
  }
  if (isFolder) throw new UsageError(`${path} is a folder: name the files in it, as in ${path}/*.html.gz`)
}
