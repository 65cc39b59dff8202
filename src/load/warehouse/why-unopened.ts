import {
  ConfigurationError,
  describeError,
  type PaperboyError,
  WarehouseTrouble,
  WarehouseUnavailable,
  WarehouseUnreachable,
} from '../../base/errors.ts'
import { asTrouble, NO_FIT_HOST } from '../../base/trouble.ts'

interface Refusal {
  /** SQLSTATE (appendix A of Postgres's manual), the driver's code, or the system's. */
  readonly code: RegExp
  readonly words?: RegExp
  /** Describes the problem with the server at `location`, and what to type. */
  readonly says: (location: string) => string
}

/** Problems that last until somebody changes the setting, or the server. */
const PERMANENT: readonly Refusal[] = [
  {
    code: /^3D000$/,
    says: (at) =>
      `the server lacks the database in ${at}: correct DATABASE_URL, or create it with "createdb NAME"`,
  },
  {
    code: /^28P01$/,
    says: (at) => `the server does not accept the password for ${at}: correct the password in DATABASE_URL`,
  },
  {
    code: /^28000$/,
    says: (at) =>
      `the server refuses the role of ${at}: correct the user in DATABASE_URL, create the role with "createuser ` +
      'NAME", or add a line for it to pg_hba.conf; if the server requires TLS, add ?sslmode=require',
  },
  {
    code: /^42501$/,
    says: (at) =>
      `the role of ${at} may not connect: name another role in DATABASE_URL, or let the owner of the database type ` +
      'GRANT CONNECT ON DATABASE name TO role in psql',
  },
  {
    code: /^(ENOTFOUND|EAI_NONAME|EAI_NODATA)$/,
    says: (at) => `the host in ${at} does not exist: correct the host in DATABASE_URL`,
  },
  {
    // After the server's "no" the driver speaks TLS anyway, and the server hangs up.
    code: /^(ECONNRESET|EPROTO|ERR_SSL_.*)$/,
    words: /TLS|SSL/i,
    says: (at) =>
      `the server at ${at} does not speak TLS: enable it there (ssl = on), or remove sslmode from DATABASE_URL if ` +
      'the connection is safe without',
  },
  {
    code: /^(CERT_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*|ERR_TLS_.*|HOSTNAME_MISMATCH)$/,
    says: (at) =>
      `the certificate of the server at ${at} is not trusted: name its authority's file in NODE_EXTRA_CA_CERTS, or ` +
      'write sslmode=require in DATABASE_URL, which encrypts and trusts every certificate',
  },
  {
    code: /^(42704|22023|22P02|42602|55P02)$/,
    says: (at) => `the server does not know a setting after the "?" of ${at}: remove it from DATABASE_URL`,
  },
  {
    code: /^(55000|57P04)$/,
    says: (at) => `the database in ${at} accepts no connections: name another one in DATABASE_URL`,
  },
]

/** Problems that may pass by themselves. */
const PASSING =
  /^(EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|CONNECT_TIMEOUT|CONNECTION_.*|57P0[123]|08\d{3})$/

/** Converts an error of the first connection to one that says whether to wait or what to change. */
export function whyUnopened(error: unknown, location: string): PaperboyError {
  const code = codeOf(error)
  const words = error instanceof Error ? error.message : ''
  const refusal = PERMANENT.find((each) => each.code.test(code) && (each.words?.test(words) ?? true))
  if (refusal) return new ConfigurationError(refusal.says(location), { cause: error })
  if (PASSING.test(code)) {
    return new WarehouseUnreachable(
      `the server at ${location} was not reached: start it, or wait until it is up, and run the same command again; ` +
        'if it never answers, correct the host and port in DATABASE_URL',
      { cause: error },
    )
  }
  if (code === NO_FIT_HOST) {
    return new WarehouseUnreachable(
      `no host of ${location} fits the request (${words}): start or promote one, or correct DATABASE_URL; ` +
        'then run the same command again',
      { cause: error },
    )
  }
  const trouble = asTrouble(error)
  if (trouble instanceof WarehouseTrouble) return trouble
  return new WarehouseUnavailable(
    `the warehouse at ${location} can't be opened (${describeError(error)}): correct DATABASE_URL, or the server`,
    { cause: error, retryable: false },
  )
}

/** Of a host with several addresses the driver gives one error for each, in one. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError ? codeOf(error.errors[0]) : ''
}
