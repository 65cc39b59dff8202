#!/usr/bin/env node
import { once } from 'node:events'
import type { App } from './commands/command.ts'
import { errorDocument, errorLine, type ErrorReport, reportError } from './commands/error-report.ts'
import { asksForJson, createProgram } from './commands/program.ts'
import { refuseRenamed } from './commands/renamed.ts'
import { systemClock } from './base/clock.ts'
import { describeError, EXIT, type ExitCode, WarehouseTrouble } from './base/errors.ts'
import { asTrouble } from './base/trouble.ts'

/*
 * The entry point: the only place that prints errors, hears signals and exits.
 */

// Paperboy's files are private to their owner, whatever the umask: pages, votes, addresses of servers.
process.umask(0o077)

const PIPE_WIDTH = 120
const LAST_WORDS_MS = 500
const stop = new AbortController()
let exitCode: ExitCode = EXIT.done
let stoppedBy: ExitCode | null = null

for (const [signal, code] of [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
] as const) {
  process.on(signal, () => {
    // The second signal stops immediately: current work is rolled back.
    if (stoppedBy !== null) {
      const message = 'stopped immediately by a second signal: current work is rolled back'
      process.exit(print({ code: 'stopped', message, text: `paperboy: ${message}\n`, exitCode: code }))
    }
    stoppedBy = code
    stop.abort()
  })
}

// The driver throws from its sockets when an idle backend dies. The next statement
// then fails, and is retried. After any other error of the driver current work is rolled back; the run
// stays open, and the next one closes it.
process.on('uncaughtException', (error) => {
  const trouble = asTrouble(error)
  if (trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost') return
  const isDriver = error.stack?.includes('/postgres/src/') ?? false
  if (!isDriver) process.exit(report(error))
  const message = `the connection to the warehouse was lost (${describeError(error)}): run the same command again`
  const code = 'connection-lost'
  print({ code, message, text: `paperboy: ${message}\n`, exitCode: EXIT.tryAgain })
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
    write: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal: stop.signal })
    },
    width: process.stdout.columns ?? PIPE_WIDTH,
  },
  signal: stop.signal,
  exitWith: (code) => {
    exitCode = code
    return stoppedBy ?? code
  },
}

const program = await createProgram(app, process.argv.slice(2))
try {
  refuseRenamed(process.argv.slice(2))
  await program.parseAsync()
} catch (error) {
  exitCode = report(error)
}
process.exitCode = stoppedBy ?? exitCode
// A reader that reads no more must not block a stopped process.
if (stoppedBy !== null) setTimeout(() => process.exit(), LAST_WORDS_MS)
// Libraries may leave timers behind; all of ours is closed by now.
process.stdout.write('', () => process.exit())

/**
 * Prints an error for the person at the terminal, and with `--json` as the document on stdout; returns the exit code. With
 * `--json` a log that takes both holds nothing but JSON.
 */
function report(error: unknown): ExitCode {
  return print(reportError(error))
}

function print(told: ErrorReport): ExitCode {
  const isJson = asksForJson(process.argv.slice(2))
  process.stderr.write(isJson && !process.stderr.isTTY ? errorLine(told, systemClock.now()) : told.text)
  if (isJson) process.stdout.write(errorDocument({ ...told, exitCode: stoppedBy ?? told.exitCode }))
  return told.exitCode
}
