import { lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import type { Place } from './swap.ts'

/**
 * Resolves the folder that a person typed for an export.
 *
 * @throws {UsageError} when the folder can't be swapped: it is a link, is the working folder or holds it, or there is
 *   none above it
 */
export function placeOf(typed: string): Place {
  const named = resolve(typed)
  const above = dirname(named)
  if (!statSync(above, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${typed}: there is no folder ${above}; make it with "mkdir -p ${above}"`)
  const folder = join(realpathSync(above), basename(named))
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new UsageError(`${typed} is a link, which a swap would replace: name the folder that it leads to`)
  if (!relative(folder, realpathSync(process.cwd())).startsWith('..'))
    throw new UsageError(
      `${typed} holds the working folder, which an export would replace: run the command in another folder`,
    )
  return { folder, work: join(dirname(folder), `.${basename(folder)}.paperboy`) }
}
