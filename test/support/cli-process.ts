import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { STATEMENTS_FOLDER } from './record-statements.ts'

const CLI = join(import.meta.dirname, '../../bin/paperboy.js')
const RECORDER = join(import.meta.dirname, 'record-statements.ts')

/** How a process of the command line ended. */
export interface Ended {
  /** Null when a signal killed it. */
  readonly code: number | null
  readonly stdout: string
  /** Log lines and errors. */
  readonly lines: readonly string[]
}

/** A running process of the command line. */
export interface CliProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Log lines so far. */
  readonly lines: readonly string[]
  /** Waits for a log line with a text; gives false when the process ended without one. */
  readonly line: (text: string) => Promise<boolean>
}

/**
 * Starts the command line as a process of its own, with nothing but these variables around it. Nights read the lists
 * only, unless a test says otherwise.
 *
 * @param before a command that runs it, such as one that takes it to another machine
 */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void = () => undefined,
  before: readonly string[] = [],
): CliProcess {
  return startNode([CLI, ...args], env, onLine, before)
}

/** Starts a script as a process of its own, as `startCli` does. */
export function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void = () => undefined,
  before: readonly string[] = [],
): CliProcess {
  const folder = process.env[STATEMENTS_FOLDER]
  const recorder = folder === undefined ? [] : ['--import', RECORDER]
  const [program = process.execPath, ...rest] = [...before, process.execPath, ...recorder, ...args]
  const child = spawn(program, rest, {
    env: {
      PATH: process.env['PATH'] ?? '',
      PAPERBOY_PAPER_PAGES: '0',
      PAPERBOY_PICTURES: '0',
      ...(folder !== undefined && { [STATEMENTS_FOLDER]: folder }),
      ...env,
    },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line)
    onLine(line)
    for (const look of waiting) look()
  })
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, stdout, lines }))
  const line = async (text: string): Promise<boolean> => {
    const found = new Promise<boolean>((resolve) => {
      const look = () => {
        if (!lines.some((each) => each.includes(text))) return
        waiting.delete(look)
        resolve(true)
      }
      waiting.add(look)
      look()
    })
    return Promise.race([found, ended.then(() => lines.some((each) => each.includes(text)))])
  }
  return { child, ended, lines, line }
}

/** Runs the command line to its end. */
export async function runCli(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return startCli(args, env).ended
}
