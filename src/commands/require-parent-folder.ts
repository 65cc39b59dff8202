import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../base/errors.ts'

/**
 * Checks that a file can be created, before any work is done for it.
 *
 * @param file as typed
 * @throws {UsageError} when its folder is missing, or it is a folder itself
 */
export function requireParentFolder(file: string): void {
  const folder = dirname(resolve(file))
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${file}: there is no folder ${folder}; make it with "mkdir -p ${folder}"`)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      `${file} is a folder: expected a file's name, as in ${file.replace(/\/*$/, '/papers.xml')}`,
    )
}
