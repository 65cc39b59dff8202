/**
 * Process exit codes, for cron, systemd and scripts. The meanings follow BSD's sysexits.h where it has
 * one.
 */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  pageChanged: 65,
  /** The site, the mail server, or the warehouse's server when opening it. */
  unreachable: 69,
  tryAgain: 75,
  configuration: 78,
  interrupted: 130,
  terminated: 143,
} as const

/** Meanings of the exit codes, for a person. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  bug: 'a bug',
  usage: 'usage: the command line, a file, a paper that the site does not have, or a refused statement',
  pageChanged: "a page changed and can't be read; its capture is kept",
  unreachable: "the site, the warehouse's server or the mail server could not be reached",
  tryAgain: 'partial or temporary: a later run may get the rest; entries in quarantine wait for a fix',
  configuration: 'configuration: a setting, a role, a folder, or a warehouse that does not fit this version',
  interrupted: 'stopped by SIGINT',
  terminated: 'stopped by SIGTERM',
}

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/**
 * An error with a message for the person at the terminal: what failed, on which object, got and expected,
 * and the next command to type.
 */
export abstract class PaperboyError extends Error {
  /** Stable name for programs and logs, such as `rate-limited`. */
  abstract readonly code: string
  /** Exit code of the process when nothing catches it. */
  abstract readonly exitCode: ExitCode
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean = false

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The command line, a listing name, a date or a manifest line is invalid. */
export class UsageError extends PaperboyError {
  readonly code = 'usage'
  readonly exitCode = EXIT.usage
}

/** A setting is missing or can't be used. */
export class ConfigurationError extends PaperboyError {
  readonly code = 'configuration'
  readonly exitCode = EXIT.configuration
}

/** The warehouse can't be opened: it is locked by another process, missing, or of another version. */
export class WarehouseUnavailable extends PaperboyError {
  readonly code = 'warehouse-unavailable'
  readonly exitCode: ExitCode
  override readonly retryable: boolean

  constructor(message: string, options: { cause?: unknown; retryable: boolean }) {
    super(message, options)
    this.retryable = options.retryable
    this.exitCode = options.retryable ? EXIT.tryAgain : EXIT.configuration
  }
}

/** The warehouse's server could not be reached when opening it; it may be back later. */
export class WarehouseUnreachable extends PaperboyError {
  readonly code = 'warehouse-unreachable'
  readonly exitCode = EXIT.unreachable
  override readonly retryable = true
}

/** Problems that usually last until somebody changes a setting, a role or a folder. */
const PERMANENT_TROUBLES: ReadonlySet<WarehouseTrouble['code']> = new Set(['read-only', 'not-permitted'])

/** The warehouse is open, but a request to it failed. */
export class WarehouseTrouble extends PaperboyError {
  readonly code:
    | 'connection-lost'
    | 'too-many-connections'
    | 'disk-full'
    | 'read-only'
    | 'statement-timeout'
    | 'not-permitted'
  readonly exitCode: ExitCode
  override readonly retryable: boolean

  constructor(
    code: WarehouseTrouble['code'],
    message: string,
    options: { cause: unknown; retryable: boolean },
  ) {
    super(message, options)
    this.code = code
    this.exitCode = PERMANENT_TROUBLES.has(code) && !options.retryable ? EXIT.configuration : EXIT.tryAgain
    this.retryable = options.retryable
  }
}

/** The current server lacks writes that were confirmed to this run: a lagging standby has taken over. */
export class WritesLost extends PaperboyError {
  readonly code = 'writes-lost'
  readonly exitCode = EXIT.tryAgain
  /** True if the row of the run still exists. */
  readonly hasRun: boolean

  constructor(message: string, options: { hasRun: boolean }) {
    super(message)
    this.hasRun = options.hasRun
  }
}

/** A statement typed by a person was refused by the database. */
export class QueryRefused extends PaperboyError {
  readonly code = 'query-refused'
  readonly exitCode = EXIT.usage
}

/** No answer, or an unreadable one: connection, name lookup, deadline, truncated body, or a 5xx. */
export class SiteUnreachable extends PaperboyError {
  readonly code = 'site-unreachable'
  readonly exitCode = EXIT.unreachable
  override readonly retryable = true
}

/** The site answered 429. `retryAfterMs` is the time to wait, already clamped. */
export class RateLimited extends PaperboyError {
  readonly code = 'rate-limited'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
  readonly retryAfterMs: number

  constructor(message: string, options: { retryAfterMs: number }) {
    super(message)
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The site's robots.txt does not let us fetch this. */
export class RobotsDisallowed extends PaperboyError {
  readonly code = 'robots-disallowed'
  readonly exitCode = EXIT.tryAgain
}

/** A stored response was changed: its bytes do not match its hash. */
export class CaptureDamaged extends PaperboyError {
  readonly code = 'capture-damaged'
  readonly exitCode = EXIT.bug
}

/** The folder or bucket of bodies can't be read or written now; nothing of the step was kept. */
export class BodiesUnavailable extends PaperboyError {
  readonly code = 'bodies-unavailable'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
}

/** The body of a stored response is missing: somebody must restore it. */
export class BodyMissing extends PaperboyError {
  readonly code = 'body-missing'
  readonly exitCode = EXIT.configuration
}

/** Requested files could not be written now; existing ones are intact. */
export class FilesNotWritten extends PaperboyError {
  readonly code = 'files-not-written'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
}

/** Another run has taken over this one's leases; nothing was written. */
export class LeaseLost extends PaperboyError {
  readonly code = 'lease-lost'
  readonly exitCode = EXIT.tryAgain
}

/** The mail server does not answer, or not yet. No part of a mail was sent. */
export class MailServerUnreachable extends PaperboyError {
  readonly code = 'mail-server-unreachable'
  readonly exitCode = EXIT.unreachable
  override readonly retryable = true
}

/** A signal ended work that has no result; what was written stays. */
export class Stopped extends PaperboyError {
  readonly code = 'stopped'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
}

/** The run has used up its requests. */
export class RequestsSpent extends PaperboyError {
  readonly code = 'requests-spent'
  readonly exitCode = EXIT.tryAgain
}

/** Describes an error in one line for a log or a terminal: its message and those of its causes, without a stack. */
export function describeError(error: unknown): string {
  const parts: string[] = []
  for (let at: unknown = error; at instanceof Error && parts.length < 4; at = at.cause) {
    const code =
      'code' in at && typeof at.code === 'string' && !(at instanceof PaperboyError) ? ` (${at.code})` : ''
    const line = `${at.message.split('\n')[0] ?? ''}${code}`.slice(0, 400)
    if (line !== '' && !parts.includes(line)) parts.push(line)
  }
  return parts.length > 0 ? parts.join(': ') : String(error)
}
