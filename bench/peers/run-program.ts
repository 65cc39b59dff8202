import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Program } from './peers.ts'

const SHOWN_CHARACTERS = 2000

/** How a program is run. */
export interface RunOptions {
  /** Its working folder; what it prints is kept there too. */
  readonly folder: string
  /** Ends it. */
  readonly signal: AbortSignal
  /** Is told its process id. */
  readonly started?: (pid: number) => void
}

/**
 * Runs a program to its end, and gives what it printed. That goes through files: a server that the
 * program leaves behind would hold a pipe open.
 *
 * @param name what it does, for the message
 * @throws {Error} with the end of what it wrote, when it fails; an AbortError when it was ended
 */
export async function runProgram(
  name: string,
  { command, args, env }: Program,
  { folder, signal, started }: RunOptions,
): Promise<string> {
  const paths = { out: join(folder, 'stdout'), errors: join(folder, 'stderr') }
  const [out, errors] = await Promise.all([open(paths.out, 'w'), open(paths.errors, 'w')])
  try {
    const child = spawn(command, args, {
      cwd: folder,
      signal,
      env: { ...process.env, ...env },
      stdio: ['ignore', out.fd, errors.fd],
    })
    if (child.pid !== undefined) started?.(child.pid)
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null]
    if (code !== 0) {
      const said = (await readFile(paths.errors, 'utf8')) || (await readFile(paths.out, 'utf8'))
      throw new Error(`${name}: ended with ${code ?? killedBy}, expected 0\n${said.slice(-SHOWN_CHARACTERS)}`)
    }
    return await readFile(paths.out, 'utf8')
  } finally {
    await Promise.all([out.close(), errors.close()])
  }
}
