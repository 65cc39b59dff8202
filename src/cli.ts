#!/usr/bin/env node
import { CommanderError } from 'commander'
import type { App } from './commands/app.ts'
import { createProgram } from './commands/program.ts'
import { asTrouble } from './load/warehouse/warehouse-trouble.ts'
import {
  describeError,
  EXIT,
  type ExitCode,
  PaperboyError,
  QueryRefused,
  WarehouseTrouble,
} from './errors.ts'

/*
 * The entry point: the only place that prints errors, hears signals and exits.
 */

// What paperboy keeps is its owner's alone, whatever the shell says: pages, votes, addresses of servers.
process.umask(0o077)

const PIPE_WIDTH = 120
const stop = new AbortController()
let exitCode: ExitCode = EXIT.done
let stoppedBy: ExitCode | null = null

for (const [signal, code] of [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
] as const) {
  process.on(signal, () => {
    // The second signal means it: what is in hand rolls back.
    if (stoppedBy !== null) process.exit(code)
    stoppedBy = code
    stop.abort()
  })
}

// The driver throws out of its sockets when a backend dies while it has nothing to answer. The statement that comes
// next fails then, and is tried again. After any other error of the driver whatever was in hand rolls back; the run
// stays open, and the next one closes it.
process.on('uncaughtException', (error) => {
  const trouble = asTrouble(error)
  if (trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost') return
  const isDriver = error.stack?.includes('/postgres/src/') ?? false
  if (!isDriver) process.exit(report(error))
  const lost = `the connection to the warehouse was lost (${describeError(error)}): run the same command again`
  process.stderr.write(`paperboy: ${lost}\n`)
  documentError('connection-lost', lost, EXIT.tryAgain)
  process.exit(EXIT.tryAgain)
})

// A reader such as `head` may close the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done)
  throw error
})

const app: App = {
  terminal: {
    out: (text) => process.stdout.write(`${text}\n`),
    width: process.stdout.columns ?? PIPE_WIDTH,
  },
  signal: stop.signal,
  exitWith: (code) => {
    exitCode = code
    return stoppedBy ?? code
  },
}

const program = createProgram(app)
try {
  await program.parseAsync()
} catch (error) {
  exitCode = report(error)
}
process.exitCode = stoppedBy ?? exitCode
// Libraries may leave timers behind; all of ours is closed by now.
process.stdout.write('', () => process.exit())

/** Prints an error for the person at the terminal; gives the exit code. */
function report(error: unknown): ExitCode {
  // Commander has printed its own message by then; help and version are no errors.
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done
    return documentError('usage', error.message.replace(/^error: /, ''), EXIT.usage)
  }
  if (error instanceof PaperboyError) {
    // The database's words, with a mark under the place that they mean, are whole as they are.
    const message = error instanceof QueryRefused ? error.message : describeError(error)
    process.stderr.write(`paperboy: ${message}\n`)
    return documentError(error.code, message, error.exitCode)
  }
  process.stderr.write(
    `paperboy: a bug, please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return documentError('bug', describeError(error), EXIT.bug)
}

/** With `--json` an error is the document on stdout as well; gives the exit code back. */
function documentError(code: string, message: string, exit: ExitCode): ExitCode {
  if (program.opts<{ json?: boolean }>().json === true)
    process.stdout.write(`${JSON.stringify({ error: { code, message, exit_code: stoppedBy ?? exit } })}\n`)
  return exit
}
