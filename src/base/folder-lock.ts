import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WarehouseUnavailable } from './errors.ts'
import { isRunning, startTimeOf } from './process-identity.ts'
import { asFolderTrouble } from './trouble.ts'

const ATTEMPTS = 200
const REST_MS = 20

/** A takeover takes a moment: an older one was interrupted. */
const TAKEOVER_MS = 5_000

/** A lock of another machine is not worth a long wait: machines do not share an embedded warehouse. */
const ELSEWHERE_MS = 2000

/** A held lock on a folder. */
export interface FolderLock {
  readonly release: () => Promise<void>
}

interface Owner {
  readonly pid: number
  /** Start time of that process, in the kernel's own units; tells a reused pid from the owner. */
  readonly startTime: string | null
  readonly host: string
}

let taken = 0

/**
 * Locks the folder for this process with an exclusive file that names its owner. The lock of a process that is gone
 * is taken over; that of a living one never is, however old.
 *
 * @param timeoutMs wait for a living owner; default 0
 * @throws {WarehouseUnavailable} when a living process holds it
 * @throws {ConfigurationError} when the folder can't hold a lock: it is missing or read-only
 */
export async function acquireFolderLock(folder: string, timeoutMs = 0): Promise<FolderLock> {
  const path = join(folder, 'lock')
  const mine = `${path}.${process.pid}.${++taken}`
  const owner: Owner = { pid: process.pid, startTime: startTimeOf(process.pid), host: hostname() }
  try {
    await writeFile(mine, JSON.stringify(owner), { mode: 0o600 })
  } catch (error) {
    throw asFolderTrouble(error, folder)
  }
  const before = performance.now()
  try {
    for (let attempt = 0; attempt < ATTEMPTS || performance.now() - before < timeoutMs; attempt++) {
      // A link is atomic: nobody ever sees a lock without its owner.
      if (await madeLink(mine, path)) return { release: async () => rm(path, { force: true }) }
      const holder = await readOwner(path)
      const retryPolicy = holder && holder.host !== hostname() ? Math.min(timeoutMs, ELSEWHERE_MS) : timeoutMs
      if (holder && isAlive(holder) && performance.now() - before >= retryPolicy) throw heldBy(folder, holder)
      if (holder && !isAlive(holder) && (await tookOver(mine, path)))
        return { release: async () => rm(path, { force: true }) }
      await sleep(REST_MS * (0.5 + Math.random()))
    }
    const holder = await readOwner(path)
    if (holder && isAlive(holder)) throw heldBy(folder, holder)
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
    `the embedded warehouse in ${folder} is locked by process ${owner.pid} on ${owner.host}: wait until it ends; ` +
      'if that process no longer exists, remove the file "lock" in that folder',
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

/**
 * Replaces a dead owner's lock with this process's. Takers take turns by a second lock, and check again under
 * it; the lock itself always exists, so that nobody else can take it meanwhile.
 */
async function tookOver(mine: string, path: string): Promise<boolean> {
  const [turn, fresh] = [`${path}.takeover`, `${mine}.taking`]
  await writeFile(fresh, await readFile(mine))
  try {
    if (!(await madeLink(fresh, turn))) {
      const [now, then] = [await stat(fresh), await stat(turn).catch(() => null)]
      if (then && now.mtimeMs - then.mtimeMs > TAKEOVER_MS) await rm(turn, { force: true })
      return false
    }
    try {
      const holder = await readOwner(path)
      if (holder === null || isAlive(holder)) return false
      await rename(fresh, path)
      return true
    } finally {
      await rm(turn, { force: true })
    }
  } finally {
    await rm(fresh, { force: true })
  }
}

async function readOwner(path: string): Promise<Owner | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return null
  }
  try {
    return JSON.parse(text) as Owner
  } catch {
    // A lock without an owner, as a full disk leaves it.
    return { pid: 0, startTime: null, host: '' }
  }
}

function isAlive({ pid, startTime, host }: Owner): boolean {
  if (pid === 0) return false
  // A process of another machine can't be checked: the folder may be shared.
  return host !== hostname() || isRunning(pid, startTime)
}
