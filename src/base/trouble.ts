import { ConfigurationError, PaperboyError, UsageError, WarehouseTrouble } from './errors.ts'

/** Error code when none of several hosts fits the request. */
export const NO_FIT_HOST = 'NO_FIT_HOST'

interface Trouble {
  readonly codes: readonly string[]
  /** Messages of errors without a code, as from the embedded engine. */
  readonly words?: RegExp
  readonly name: WarehouseTrouble['code']
  readonly says: string
  readonly retryable: boolean
}

/** Codes of Postgres (appendix A of its manual), of the driver, and of the system. */
const TROUBLES: readonly Trouble[] = [
  {
    name: 'connection-lost',
    codes: [
      '08000',
      '08001',
      '08003',
      '08006',
      '25P03',
      '57P01',
      '57P02',
      '57P03',
      '57P05',
      'CONNECTION_CLOSED',
      'CONNECTION_ENDED',
      'CONNECTION_DESTROYED',
      'CONNECT_TIMEOUT',
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      NO_FIT_HOST,
    ],
    says: 'the connection to the warehouse was lost: check that the server runs, then run the same command again',
    retryable: true,
  },
  {
    name: 'too-many-connections',
    codes: ['53300'],
    says: 'the server has no connections left: run the same command again later, or raise max_connections',
    retryable: true,
  },
  {
    name: 'disk-full',
    codes: ['53100', 'ENOSPC', 'EDQUOT', 'EFBIG'],
    words: /no space left|could not (?:extend|write|fsync)|file too large|disk full/i,
    says: 'the disk of the warehouse is full: nothing of this step was kept; free space and run the same command again',
    retryable: false,
  },
  {
    name: 'read-only',
    codes: ['25006', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR'],
    says: 'the warehouse is read-only: it is a standby, its role or database has default_transaction_read_only, or its folder may not be written; check DATABASE_URL or PAPERBOY_HOME',
    retryable: false,
  },
  {
    name: 'statement-timeout',
    codes: ['57014', '55P03'],
    says: 'the server stopped a statement that took too long: raise statement_timeout or lock_timeout in DATABASE_URL, or find out who holds a lock',
    retryable: false,
  },
  {
    name: 'not-permitted',
    codes: ['42501', '28000', '28P01'],
    says: 'the role of DATABASE_URL may not do this: let the owner of the database run it, or grant what is missing',
    retryable: false,
  },
]

/** Converts an error of the database to one that says what to do; returns any other as it is. */
export function asTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PaperboyError) return error
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = codeOf(at)
    const { message } = at
    const trouble = TROUBLES.find(({ codes, words }) => codes.includes(code) || words?.test(message))
    if (trouble)
      return new WarehouseTrouble(trouble.name, trouble.says, { cause: at, retryable: trouble.retryable })
  }
  return error
}

/** Marks trouble as passing when the server accepted writes before: it will again, or another one will. */
export function asPassing(trouble: WarehouseTrouble): WarehouseTrouble {
  return new WarehouseTrouble(trouble.code, trouble.message, { cause: trouble.cause, retryable: true })
}

/** System error codes of a path that can never work. */
const PERMANENT_PATH_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EEXIST',
  'EINVAL',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'ENOTSUP',
  'EPERM',
  'EROFS',
])

/** Converts an error of the data folder to one that names the setting; a full disk is reported as such. */
export function asFolderTrouble(error: unknown, folder: string): unknown {
  if (error instanceof PaperboyError) return error
  return isPermanentPath(error)
    ? new ConfigurationError(
        `the data folder ${folder} can't be made or written: set PAPERBOY_HOME (or --home) to a folder that you may write`,
        { cause: error },
      )
    : asTrouble(error)
}

/** Converts an error of writing a file that a person named to one that names it; a full disk is reported as such. */
export function asFileTrouble(error: unknown, path: string): unknown {
  if (error instanceof PaperboyError) return error
  return isPermanentPath(error)
    ? new UsageError(`${path} can't be written: name a file in a folder that you may write`, {
        cause: error,
      })
    : asTrouble(error)
}

/** True for a system error of a path that can never work. */
export function isPermanentPath(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    PERMANENT_PATH_CODES.has(error.code)
  )
}

function codeOf(error: Error): string {
  if (!('code' in error) || typeof error.code !== 'string') return ''
  // A server's Unix socket is removed when it stops cleanly.
  if (error.code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect') return 'ECONNREFUSED'
  return error.code
}
