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
  /** What is the matter with the server at `location`, and what to type. */
  readonly says: (location: string) => string
}

/** What stays as it is until somebody changes it: the setting, or the server. */
const PERMANENT: readonly Refusal[] = [
  {
    code: /^3D000$/,
    says: (at) =>
      `the server has no database of the name in ${at}: correct DATABASE_URL, or make it with "createdb NAME"`,
  },
  {
    code: /^28P01$/,
    says: (at) => `the server does not take the password for ${at}: correct the password in DATABASE_URL`,
  },
  {
    code: /^28000$/,
    says: (at) =>
      `the server does not let the role of ${at} in: correct the user in DATABASE_URL, make the role with "createuser ` +
      'NAME", or add a line for it to pg_hba.conf; where the server asks for TLS, add ?sslmode=require',
  },
  {
    code: /^42501$/,
    says: (at) =>
      `the role of ${at} may not connect: name another role in DATABASE_URL, or let the owner of the database type ` +
      'GRANT CONNECT ON DATABASE name TO role in psql',
  },
  {
    code: /^(ENOTFOUND|EAI_NONAME|EAI_NODATA)$/,
    says: (at) => `there is no host of the name in ${at}: correct the host in DATABASE_URL`,
  },
  {
    // After the server's "no" the driver speaks TLS all the same, and the server hangs up.
    code: /^(ECONNRESET|EPROTO|ERR_SSL_.*)$/,
    words: /TLS|SSL/i,
    says: (at) =>
      `the server at ${at} does not speak TLS: switch it on there (ssl = on), or take sslmode out of DATABASE_URL if ` +
      'the way to the server is safe without',
  },
  {
    code: /^(CERT_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*|ERR_TLS_.*|HOSTNAME_MISMATCH)$/,
    says: (at) =>
      `the certificate of the server at ${at} is not trusted: name its authority's file in NODE_EXTRA_CA_CERTS, or ` +
      'write sslmode=require in DATABASE_URL, which encrypts and trusts every certificate',
  },
  {
    code: /^(42704|22023|22P02|42602|55P02)$/,
    says: (at) => `the server does not know a setting after the "?" of ${at}: take it out of DATABASE_URL`,
  },
  {
    code: /^(55000|57P04)$/,
    says: (at) => `the database in ${at} takes no connections: name another one in DATABASE_URL`,
  },
]

/** What may be over in a while without anybody's doing. */
const PASSING =
  /^(EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|CONNECT_TIMEOUT|CONNECTION_.*|57P0[123]|08\d{3})$/

/** An error of the first connection to a server as one that says whether to wait or what to change. */
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
      `no host of ${location} is there that is asked for (${words}): start or promote one, or correct DATABASE_URL; ` +
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
