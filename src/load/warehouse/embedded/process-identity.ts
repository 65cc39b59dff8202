import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isGone, isRunning, processIdentity } from '../../../base/process-identity.ts'

/** A process named in a file of the data folder. */
export interface ProcessIdentity {
  readonly pid: number
  /** See `processIdentity`. */
  readonly identity: string
  readonly host: string
}

/** Returns this process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, identity: processIdentity(), host: hostname() }
}

/** Determines the fate of a process, unknown for another machine or container. */
export function fateOf({ pid, identity, host }: ProcessIdentity): 'alive' | 'dead' | 'elsewhere' {
  if (isGone(identity)) return 'dead'
  const [boot, namespace] = identity.split(' ')
  const [myBoot, myNamespace] = processIdentity().split(' ')
  if (boot === myBoot && namespace === myNamespace) {
    if (boot !== '') return 'alive'
    // No /proc, as on macOS: the host's name has to do.
    if (host === hostname()) return isRunning(pid, null) ? 'alive' : 'dead'
  }
  // The same machine, rebooted since.
  if (host === hostname() && boot !== myBoot) return 'dead'
  return 'elsewhere'
}

/** Reads the owner from a file; null when it is missing or truncated. */
export function readProcess(path: string): ProcessIdentity | null {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity
    return typeof owner.identity === 'string' && typeof owner.pid === 'number' ? owner : null
  } catch {
    return null
  }
}
