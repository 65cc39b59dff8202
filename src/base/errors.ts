/**
 * Process exit codes: what cron, systemd and scripts branch on. The meanings follow BSD's sysexits.h where it has
 * one.
 */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  pageChanged: 65,
  /** The site, the server that takes mails, or the server of the warehouse when it was to be opened. */
  unreachable: 69,
  tryAgain: 75,
  configuration: 78,
  interrupted: 130,
  terminated: 143,
} as const

/** What each exit code says, for a person. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  bug: 'a bug',
  usage:
    'usage: the command line, a file, a paper that the site does not have, or a statement that was refused',
  pageChanged: 'a page changed beyond reading; its capture is kept',
  unreachable: "the site, the warehouse's server or the mail server could not be reached",
  tryAgain: 'partial or temporary: a later run may get what is left; entries in quarantine wait for a fix',
  configuration: 'configuration: a setting, a role, a folder, or a warehouse that does not fit this version',
  interrupted: 'stopped by SIGINT',
  terminated: 'stopped by SIGTERM',
}

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/**
 * An error whose message is meant for the person at the terminal: what failed, on which object, got and expected,
 * and the next command to type.
 */
export abstract class PaperboyError extends Error {
  /** Stable name for programs and logs, such as `rate-limited`. */
  abstract readonly code: string
  /** What the process exits with when nothing catches it. */
  abstract readonly exitCode: ExitCode
  /** True where the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean = false

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The command line, a listing name, a date or a manifest line makes no sense. */
export class UsageError extends PaperboyError {
  readonly code = 'usage'
  readonly exitCode = EXIT.usage
}

/** A setting is missing or can't be used. */
export class ConfigurationError extends PaperboyError {
  readonly code = 'configuration'
  readonly exitCode = EXIT.configuration
}

/** The warehouse can't be opened: it is held by another process, not there, or not of this version. */
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

/** The server of the warehouse was not there when it was to be opened; it may be in a while. */
export class WarehouseUnreachable extends PaperboyError {
  readonly code = 'warehouse-unreachable'
  readonly exitCode = EXIT.unreachable
  override readonly retryable = true
}

/** What stays until somebody changes a setting, a role or a folder, as a rule. */
const PERMANENT_TROUBLES: ReadonlySet<WarehouseTrouble['code']> = new Set(['read-only', 'not-permitted'])

/** The warehouse is open, but what was asked of it could not be done. */
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

/** The server that answers now lacks what this run was told is written: a standby that lagged has taken over. */
export class WritesLost extends PaperboyError {
  readonly code = 'writes-lost'
  readonly exitCode = EXIT.tryAgain
  /** Whether the row of the run is still there. */
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

/** No answer, or none that can be read: connection, name lookup, deadline, cut body, or a 5xx. */
export class SiteUnreachable extends PaperboyError {
  readonly code = 'site-unreachable'
  readonly exitCode = EXIT.unreachable
  override readonly retryable = true
}

/** The site said 429. `retryAfterMs` is how long to keep quiet, already clamped. */
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

/** A stored response is not what was stored: its bytes or its hash were changed. */
export class CaptureDamaged extends PaperboyError {
  readonly code = 'capture-damaged'
  readonly exitCode = EXIT.bug
}

/** The folder or bucket where bodies lie can't be read or written now; nothing of the step was kept. */
export class BodiesUnavailable extends PaperboyError {
  readonly code = 'bodies-unavailable'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
}

/** The body of a stored response is not where it should lie: somebody has to put it back. */
export class BodyMissing extends PaperboyError {
  readonly code = 'body-missing'
  readonly exitCode = EXIT.configuration
}

/** Files that were asked for could not be written now; those that were there before are whole. */
export class FilesNotWritten extends PaperboyError {
  readonly code = 'files-not-written'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
}

/** Another run has taken over what this one had taken on; nothing was written. */
export class LeaseLost extends PaperboyError {
  readonly code = 'lease-lost'
  readonly exitCode = EXIT.tryAgain
}

/** The server that takes mails does not answer, or not yet. Nothing of a mail was sent. */
export class MailServerUnreachable extends PaperboyError {
  readonly code = 'mail-server-unreachable'
  readonly exitCode = EXIT.unreachable
  override readonly retryable = true
}

/** A signal ended what can't be told as a result; what was written stays. */
export class Stopped extends PaperboyError {
  readonly code = 'stopped'
  readonly exitCode = EXIT.tryAgain
  override readonly retryable = true
}

/** The run has made as many requests as it may make. */
export class RequestsSpent extends PaperboyError {
  readonly code = 'requests-spent'
  readonly exitCode = EXIT.tryAgain
}

/** One line for a log or a terminal: the message and those of its causes, without a stack. */
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
