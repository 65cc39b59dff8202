import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const SCRIPT = join(import.meta.dirname, 'embedded-user.ts')

/** As the command line does it: what a process has compiled the next one takes from the disk. */
const COMPILED = { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/paperboy') }

/** Another process that uses an embedded warehouse. */
export interface EmbeddedUser {
  readonly child: ChildProcess
  /** Runs a statement there; gives its rows, or the error's text. */
  readonly ask: (statement: string) => Promise<unknown>
  /** Lets go of the warehouse, and ends. */
  readonly leave: () => Promise<number | null>
  readonly kill: () => Promise<void>
}

/** Starts a process that uses a folder, and waits until it is in. Its surroundings are as good as empty unless given. */
export async function useEmbedded(
  folder: string,
  { watchSeconds = 15, ...options }: SpawnOptions & { watchSeconds?: number } = {},
): Promise<EmbeddedUser> {
  const child = spawn(process.execPath, [SCRIPT, folder, String(watchSeconds)], {
    cwd: '/',
    ...options,
    env: { ...COMPILED, ...options.env },
    stdio: 'pipe',
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'close')
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the process ended: ${errors}`)
    return JSON.parse(value) as unknown
  }
  await answer()
  return {
    child,
    ask: async (statement) => {
      child.stdin?.write(`${statement}\n`)
      return answer()
    },
    leave: async () => {
      child.stdin?.end()
      return ((await ended) as [number | null])[0]
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The process id of the folder's server; null when there is none. */
export function serverOf(folder: string): number | null {
  try {
    const pid = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

/** Waits until something is so; gives false after some seconds. */
export async function becomesTrue(isSo: () => boolean, timeoutMs = 20_000): Promise<boolean> {
  const before = performance.now()
  while (!isSo()) {
    if (performance.now() - before > timeoutMs) return false
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return true
}
