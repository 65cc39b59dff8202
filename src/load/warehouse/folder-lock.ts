import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { WarehouseUnavailable } from '../../errors.ts'
import { isRunning, startTimeOf } from './process-identity.ts'
import { asFolderTrouble } from './warehouse-trouble.ts'

const ATTEMPTS = 3

/** A held lock on a folder. */
export interface FolderLock {
  readonly release: () => Promise<void>
}

interface Owner {
  readonly pid: number
  /** When that process started, in the kernel's own units; tells a reused pid from the owner. */
  readonly startTime: string | null
  readonly host: string
}

/**
 * Takes the folder for this process with an exclusive file that names its owner. The lock of a process that is gone
 * is taken over; that of a living one never is, however old.
 *
 * @throws {WarehouseUnavailable} when a living process holds it
 * @throws {ConfigurationError} when the folder can't hold a lock: it is not there, or may not be written
 */
export async function acquireFolderLock(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock')
  const mine = `${path}.${process.pid}`
  try {
    await writeFile(
      mine,
      JSON.stringify({
        pid: process.pid,
        startTime: startTimeOf(process.pid),
        host: hostname(),
      } satisfies Owner),
      { mode: 0o600 },
    )
  } catch (error) {
    throw asFolderTrouble(error, folder)
  }
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // A link is made whole or not at all: nobody ever sees a lock without its owner.
      if (await madeLink(mine, path)) return { release: async () => rm(path, { force: true }) }
      const owner = await readOwner(path)
      if (owner && isAlive(owner)) throw heldBy(folder, owner)
      await putAside(path, `${mine}.stale`)
    }
    throw new WarehouseUnavailable(`the lock ${path} can't be taken: other processes keep taking it`, {
      retryable: true,
    })
  } catch (error) {
    throw asFolderTrouble(error, folder)
  } finally {
    await rm(mine, { force: true })
  }
}

function heldBy(folder: string, owner: Owner): WarehouseUnavailable {
  return new WarehouseUnavailable(
    `the embedded warehouse in ${folder} is held by process ${owner.pid} on ${owner.host}: wait until it ends, or run ` +
      '"npx paperboy db serve" once and let everything else connect to it through DATABASE_URL',
    { retryable: true },
  )
}

async function madeLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Removes a dead owner's lock, but puts it back when another process has taken it over in the meantime. */
async function putAside(path: string, stale: string): Promise<void> {
  try {
    await rename(path, stale)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  const owner = await readOwner(stale)
  if (owner && isAlive(owner)) await madeLink(stale, path)
  await rm(stale, { force: true })
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner
  } catch {
    return null
  }
}

function isAlive({ pid, startTime, host }: Owner): boolean {
  // Of a process of another machine nothing is known: the folder may be shared.
  return host !== hostname() || isRunning(pid, startTime)
}
