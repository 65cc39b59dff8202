import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning } from '../../../base/process-identity.ts'

const LOOK_MS = 15

/** A running postmaster, from its own file. */
export interface Postmaster {
  readonly pid: number
  /** Folder of its socket. */
  readonly sockets: string
  readonly isReady: boolean
}

/** Process id that no system assigns. */
const NOBODYS_PID = 4_194_400

/**
 * Finds the postmaster that runs on a cluster; null when there is none, whatever its file says.
 *
 * @param data the cluster's folder
 */
export function findPostmaster(data: string): Postmaster | null {
  const lines = pidFile(data)
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isPostmaster(pid, data)) return null
  return { pid, sockets: lines[4] ?? '', isReady: (lines[7] ?? '').startsWith('ready') }
}

/** Waits until the postmaster of a cluster is gone; false when it is still running after that time. */
export async function isGoneWithin(data: string, timeoutMs: number): Promise<boolean> {
  const before = performance.now()
  while (findPostmaster(data) !== null) {
    if (performance.now() - before > timeoutMs) return false
    await sleep(LOOK_MS)
  }
  return true
}

/**
 * Waits until the postmaster of a cluster accepts connections.
 *
 * @returns null when there is none, or it is gone
 */
export async function whenReady(data: string, isStarting: () => boolean): Promise<Postmaster | null> {
  for (;;) {
    const found = findPostmaster(data)
    if (found?.isReady === true) return found
    if (found === null && !isStarting()) return null
    await sleep(LOOK_MS)
  }
}

/**
 * Removes the process id from the file of a killed postmaster, when another process now has it: Postgres would
 * mistake that one for the postmaster. The rest of the file stays, by which Postgres sees whether a part of the old server
 * still runs.
 */
export function forgetReusedPid(data: string): void {
  const [pid, ...rest] = pidFile(data)
  if (pid === undefined || !isRunning(Number(pid), null)) return
  writeFileSync(join(data, 'postmaster.pid'), [NOBODYS_PID, ...rest].join('\n'))
}

function pidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

/** True if a process is the postmaster of this cluster: its id may have been reused. */
function isPostmaster(pid: number, data: string): boolean {
  if (!isRunning(pid, null)) return false
  if (!existsSync('/proc/self/cmdline')) return true
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    // Empty for a zombie process.
    return words.includes(realpathSync(data))
  } catch {
    return false
  }
}
