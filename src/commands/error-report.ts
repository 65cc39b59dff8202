import { CommanderError } from 'commander'
import { describeError, EXIT, type ExitCode, PaperboyError, QueryRefused } from '../base/errors.ts'
import type { ErrorCode, ErrorDocument } from '../outputs/program.ts'

/** Message and exit code of an error. */
export interface ErrorReport {
  /** Stable name for programs, such as `usage`; null for help and version, which are not errors. */
  readonly code: ErrorCode | null
  readonly message: string
  /** Text on stderr; empty where commander has printed its own message. */
  readonly text: string
  readonly exitCode: ExitCode
}

/** Reports an error that a command threw. */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '')
    return error.exitCode === 0
      ? { code: null, message, text: '', exitCode: EXIT.done }
      : { code: 'usage', message, text: '', exitCode: EXIT.usage }
  }
  if (error instanceof PaperboyError) {
    // The database's message, with a mark under the position, is complete as it is.
    const message = error instanceof QueryRefused ? error.message : describeError(error)
    return {
      // The type has the codes of all classes, as `outputs/program.ts` makes sure.
      code: error.code as ErrorCode,
      message,
      text: `paperboy: ${message}\n`,
      exitCode: error.exitCode,
    }
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    code: 'bug',
    message: describeError(error),
    text: `paperboy: a bug, please report it:\n${trace}\n`,
    exitCode: EXIT.bug,
  }
}

/** Renders an error as a log line for stderr; empty where commander has printed its own. */
export function errorLine({ code, text }: ErrorReport, now: Temporal.Instant): string {
  if (text === '') return ''
  return `${JSON.stringify({ level: 'error', time: now.toString({ smallestUnit: 'millisecond' }), code, msg: text.replace(/^paperboy: /, '').trimEnd() })}\n`
}

/** Makes the error the one document that `--json` prints; empty for help and version. */
export function errorDocument({ code, message, exitCode }: Omit<ErrorReport, 'text'>): string {
  if (code === null) return ''
  return `${JSON.stringify({ error: { code, message, exit_code: exitCode } } satisfies ErrorDocument)}\n`
}
