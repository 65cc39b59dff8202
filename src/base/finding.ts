import { describeError, EXIT, type ExitCode, PaperboyError } from './errors.ts'

/** What one check found. */
export interface Finding {
  /** One or two words, such as `data folder`. */
  readonly check: string
  readonly state: 'ok' | 'warning' | 'fails'
  /** What is there, or what is wrong. */
  readonly found: string
  /** What to type or to correct; null where all is well. */
  readonly next: string | null
  /** What a command that meets this would exit with; null unless it fails. */
  readonly exitCode: ExitCode | null
}

/** All is well. */
export function well(check: string, found: string): Finding {
  return { check, state: 'ok', found, next: null, exitCode: null }
}

/** Runs go on as it is, and something is missing or soon will be. */
export function warning(check: string, found: string, next: string): Finding {
  return { check, state: 'warning', found, next, exitCode: null }
}

/** A run would end with this. */
export function failure(
  check: string,
  found: string,
  next: string,
  exitCode: ExitCode = EXIT.configuration,
): Finding {
  return { check, state: 'fails', found, next, exitCode }
}

/**
 * An error as a finding. Errors for a person say first what is wrong, then what to do; the first `separator` outside
 * of brackets stands between the two.
 */
export function failureOf(check: string, error: unknown, separator: ': ' | '; ' = ': '): Finding {
  if (!(error instanceof PaperboyError))
    return failure(check, describeError(error), 'type "npx paperboy config" and look at the settings of it')
  // The words of what caused it come last and say nothing that could be typed.
  const { message } = error
  const at = outsideBrackets(message, separator)
  const [found, next] =
    at < 0
      ? [message, 'type "npx paperboy config" and look at the settings of it']
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
