import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Identifies this process uniquely: the machine's boot, the namespace of its process ids, its id and
 * its start time. Empty parts where the system has no /proc.
 *
 * @example processIdentity() // '6f1c...:pid:[4026531836]:4711:123456'
 */
export function processIdentity(): string {
  return [...machine(), process.pid, startTimeOf(process.pid) ?? ''].join(' ')
}

/**
 * True if a process is certainly gone: it was of this machine and namespace, and no longer exists,
 * or its id is now another process's. Processes of other machines are unknown.
 */
export function isGone(identity: string): boolean {
  const [boot, namespace, pid, startTime] = identity.split(' ')
  const [myBoot, myNamespace] = machine()
  if (myBoot === '' || boot !== myBoot || namespace !== myNamespace) return false
  return !isRunning(Number(pid), startTime === '' ? null : (startTime ?? null))
}

/** True if a process id is in use, by the process with that start time. */
export function isRunning(pid: number, startTime: string | null): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const now = startTimeOf(pid)
  return startTime === null || now === null || now === startTime
}

/** Reads field 22 of /proc/PID/stat, counted after the name in brackets; null without /proc. */
export function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

function machine(): readonly [boot: string, namespace: string] {
  try {
    return [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), readlinkSync('/proc/self/ns/pid')]
  } catch {
    return ['', '']
  }
}
