import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Processor time in /proc is counted in hundredths of a second, on every Linux there is. */
const TICKS_PER_SECOND = 100

/** One process as /proc tells it. */
interface ProcessTimes {
  readonly parent: number
  /** Seconds of user and system time of the process itself. */
  readonly own: number
  /** The same of those of its children that ended and were waited for, and of theirs. */
  readonly endedChildren: number
}

/** The times of a process, or null when it is gone. See proc_pid_stat(5). */
function processTimes(pid: number | 'self'): ProcessTimes | null {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  // The name before it, in parentheses, may hold blanks and parentheses itself.
  const [, parent, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const seconds = (index: number): number => Number(fields[index]) / TICKS_PER_SECOND
  return { parent: Number(parent), own: seconds(9) + seconds(10), endedChildren: seconds(11) + seconds(12) }
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/**
 * Processor seconds of all children of this process that have ended so far, their own children among them. Exact
 * to a hundredth: the kernel adds a child's time when it is waited for.
 */
export function endedChildrenSeconds(): number {
  return processTimes('self')?.endedChildren ?? 0
}

/**
 * Processor seconds that a Postgres cluster has used since it started: of its postmaster, of the backends that
 * ended, which the postmaster has waited for, and of those that live.
 *
 * @returns null when there is no such process here
 */
export function clusterSeconds(postmaster: number): number | null {
  const living = processes()
    .map((pid) => processTimes(pid))
    .filter((times) => times?.parent === postmaster)
    .reduce((sum, times) => sum + (times?.own ?? 0), 0)
  // Read last: a backend that ends meanwhile is counted twice for a moment rather than not at all.
  const times = processTimes(postmaster)
  return times && times.own + times.endedChildren + living
}

/** The postmaster over a backend, or null when that backend does not run on this machine. */
export function postmasterOf(backend: number): number | null {
  return isPostgres(commandOf(backend)) ? (processTimes(backend)?.parent ?? null) : null
}

/** The postmasters whose data lies under a folder; those of an embedded warehouse are nobody's child. */
export function postmastersUnder(folder: string): number[] {
  return processes().filter((pid) => {
    const command = commandOf(pid)
    return isPostgres(command) && command.some((word) => word.startsWith(`${folder}/`))
  })
}

/** Highest memory in use so far by a process and all that it started, in bytes; servers are left out. */
export function peakMemory(root: number): number {
  const parents = new Map(processes().map((pid) => [pid, processTimes(pid)?.parent]))
  const isUnder = (pid: number): boolean => {
    for (let each: number | undefined = pid; each !== undefined && each > 1; each = parents.get(each))
      if (each === root) return true
    return false
  }
  return [...parents.keys()]
    .filter((pid) => isUnder(pid) && !isPostgres(commandOf(pid)))
    .reduce((sum, pid) => sum + highWaterMark(pid), 0)
}

function highWaterMark(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}

/** The words of a command line; a backend of Postgres has its title in the first. */
function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function isPostgres([program = '']: readonly string[]): boolean {
  return program.startsWith('postgres:') || basename(program) === 'postgres'
}
