import { describeError, EXIT, type ExitCode, PaperboyError } from './errors.ts'

/** Result of one check. */
export interface Finding {
  /** One or two words, such as `data folder`. */
  readonly check: string
  readonly state: 'ok' | 'warning' | 'fails'
  /** Description of what is there or wrong. */
  readonly found: string
  /** Command to type or setting to correct; null when all is well. */
  readonly next: string | null
  /** Exit code of a command that meets this; null unless it fails. */
  readonly exitCode: ExitCode | null
}

/** All is well. */
export function well(check: string, found: string): Finding {
  return { check, state: 'ok', found, next: null, exitCode: null }
}

/** Runs still work, but something is missing or soon will be. */
export function warning(check: string, found: string, next: string): Finding {
  return { check, state: 'warning', found, next, exitCode: null }
}

/** A run would fail with this. */
export function failure(
  check: string,
  found: string,
  next: string,
  exitCode: ExitCode = EXIT.configuration,
): Finding {
  return { check, state: 'fails', found, next, exitCode }
}

/**
 * Converts an error to a finding. Errors for a person say first what is wrong, then what to do; the first `separator` outside
 * of brackets separates the two.
 */
export function failureOf(check: string, error: unknown, separator: ': ' | '; ' = ': '): Finding {
  if (!(error instanceof PaperboyError))
    return failure(check, describeError(error), 'check its settings with "npx paperboy config"')
  // The messages of the causes come last and contain no command.
  const { message } = error
  const at = outsideBrackets(message, separator)
  const [found, next] =
    at < 0
      ? [message, 'check its settings with "npx paperboy config"']
      : [message.slice(0, at), message.slice(at + separator.length)]
  return failure(
    check,
    found,
    next,
    error.exitCode === EXIT.configuration ? EXIT.configuration : EXIT.unreachable,
  )
}

function outsideBrackets(text: string, part: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth === 0 && text.startsWith(part, at)) return at
  }
  return -1
}
