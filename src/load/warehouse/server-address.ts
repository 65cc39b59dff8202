import { ConfigurationError } from '../../base/errors.ts'
import { hostsIn, urlPerHost } from '../../model/server-hosts.ts'
import type { SessionSettings } from './session-settings.ts'

const EXPECTED = 'set DATABASE_URL to postgres://user:password@host:5432/database'
const ESCAPES = 'write @ / # and % in a password as %40 %2F %23 and %25'
const HIGHEST_PORT = 65_535

/** Parameters of the driver after the "?", and those that every pooler accepts in a start-up packet. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'application_name',
  'client_encoding',
  'options',
  'replication',
  'ssl',
  'sslmode',
  'sslnegotiation',
  'sslrootcert',
  'target_session_attrs',
])

/** Parameters about poolers for other programs (Prisma's `pgbouncer=true`), which are ignored here. */
const OF_POOLERS: ReadonlySet<string> = new Set(['pgbouncer', 'pooler'])

/** A server's address, and the session settings from after the "?". */
export interface SplitAddress {
  readonly address: string
  readonly settings: SessionSettings
}

/** Splits the session settings from an address: poolers refuse them where the driver would send them. */
export function splitServerAddress(url: string): SplitAddress {
  const [address = '', query = ''] = url.split(/\?(.*)/s)
  const given = [...new URLSearchParams(query)]
  const kept = given.filter(([name]) => OF_CONNECTION.has(name))
  return {
    address: kept.length === 0 ? address : `${address}?${new URLSearchParams(kept).toString()}`,
    settings: Object.fromEntries(given.filter(([name]) => !OF_CONNECTION.has(name) && !OF_POOLERS.has(name))),
  }
}

/** Accepted values of `target_session_attrs` of libpq. */
export const SESSION_ATTRS = [
  'any',
  'read-write',
  'read-only',
  'primary',
  'standby',
  'prefer-standby',
] as const

/** One of `SESSION_ATTRS`. */
export type SessionAttrs = (typeof SESSION_ATTRS)[number]

/**
 * Checks the address of a Postgres server before anything connects to it. The database must be named: without a name
 * the driver would use the one named like the user.
 *
 * @param url `postgres://user:password@host:5432/database`; several hosts, separated by commas, are accepted, too
 * @throws {ConfigurationError} that explains the problem, without its password
 */
export function checkServerAddress(url: string): void {
  const [, authority = '', path = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)([^?#]*)/.exec(url) ?? []
  const { hosts } = hostsIn(url)
  for (const host of hosts) {
    const port = /:([^:\]]*)$/.exec(host)?.[1]
    if (port !== undefined && port !== '' && !(/^\d+$/.test(port) && Number(port) <= HIGHEST_PORT)) {
      // It may be a part of a password.
      throw new ConfigurationError(
        `the port in DATABASE_URL is not a number from 0 to ${HIGHEST_PORT}: ${EXPECTED}; ${ESCAPES}`,
      )
    }
  }
  const isUrl = urlPerHost(url).every((each) => URL.canParse(each))
  if (!isUrl || !isDecodable(authority) || !isDecodable(path)) {
    throw new ConfigurationError(`DATABASE_URL is not a valid address: ${EXPECTED}; ${ESCAPES}`)
  }
  if (path.replaceAll('/', '') === '') {
    throw new ConfigurationError(
      `DATABASE_URL names no database (host ${hosts.join(',') || 'localhost'}): ${EXPECTED}, such as .../papers`,
    )
  }
  const attrs = attrsInAddress(url)
  if (attrs !== null && !SESSION_ATTRS.some((each) => each === attrs)) {
    throw new ConfigurationError(
      `target_session_attrs=${attrs} in DATABASE_URL is unknown: expected one of ${SESSION_ATTRS.join(', ')}`,
    )
  }
}

/** Reads `target_session_attrs` from the address of a server; null without it. */
export function attrsInAddress(url: string): string | null {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? '').get('target_session_attrs')
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
