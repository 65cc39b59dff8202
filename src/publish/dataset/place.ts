import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Place } from './swap.ts'

/**
 * Where a data set is written that a person asked for.
 *
 * @throws {UsageError} when the folder can't be swapped: it is the working folder or holds it, or there is none above it
 */
export function placeOf(typed: string): Place {
  const named = resolve(typed)
  const folder = existsSync(named) ? realpathSync(named) : named
  const above = dirname(folder)
  if (!relative(folder, process.cwd()).startsWith('..'))
    throw new UsageError(
      `${typed} holds the working folder, and is to be swapped for a new one: type the command in another folder`,
    )
  if (!statSync(above, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${typed}: there is no folder ${above}; make it with "mkdir -p ${above}"`)
  return { folder, work: join(above, `.${basename(folder)}.paperboy`) }
}
