import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../../base/config.ts'
import { type Finding, failure, warning, well } from '../../../base/finding.ts'

const MIB = 1024 * 1024

/** A warehouse of all days takes some gigabytes with its dumps (docs/scale.md); a night some megabytes. */
const SCARCE_BYTES = 2048 * MIB
const NONE_LEFT_BYTES = 100 * MIB

/** Checks that the data folder exists or can be created, is writable, and has space on its disk. Creates nothing. */
export async function checkFolder({
  home,
  databaseUrl,
}: Pick<Config, 'home' | 'databaseUrl'>): Promise<readonly Finding[]> {
  const next =
    'give another --home (PAPERBOY_HOME), or take ownership of this one with "sudo chown $USER FOLDER"'
  const there = await nearest(home)
  if (!(await stat(there)).isDirectory())
    return [failure('data folder', `${there} is a file, and the data folder is to be ${home}`, next)]
  const isHere = there === resolve(home)
  if (!(await isWritable(there)))
    return [
      failure(
        'data folder',
        isHere ? `${home} may not be written` : `${home} can't be made in ${there}`,
        next,
      ),
    ]
  const closed = isHere && databaseUrl === null ? await closedPart(home) : null
  const folder =
    closed !== null
      ? failure('data folder', `${closed} may not be written`, next)
      : well('data folder', isHere ? home : `${home}, not there yet: the first run makes it`)
  const { bavail, bsize } = await statfs(there)
  return [folder, diskFinding(bavail * bsize, there)]
}

/** Judges the free space on a disk. */
export function diskFinding(freeBytes: number, folder: string): Finding {
  const free = `${freeBytes >= 1024 * MIB ? `${(freeBytes / 1024 / MIB).toFixed(1)} GiB` : `${Math.floor(freeBytes / MIB)} MiB`} free`
  const found = `${free} on the disk of ${folder}`
  const next =
    'free space there, or set PAPERBOY_HOME to a folder on another disk; "npx paperboy db prune" removes old responses'
  if (freeBytes < NONE_LEFT_BYTES) return failure('disk', found, next)
  return freeBytes < SCARCE_BYTES ? warning('disk', found, next) : well('disk', found)
}

/** Finds the folder itself, or its nearest existing parent. */
async function nearest(folder: string): Promise<string> {
  let at = resolve(folder)
  for (;;) {
    try {
      await stat(at)
      return at
    } catch {
      if (at === dirname(at)) return at
      at = dirname(at)
    }
  }
}

/** Finds the embedded warehouse's folder when it belongs to somebody else. */
async function closedPart(home: string): Promise<string | null> {
  const folder = join(home, 'warehouse')
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  return isThere && !(await isWritable(folder)) ? folder : null
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
