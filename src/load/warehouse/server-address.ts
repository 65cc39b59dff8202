import { ConfigurationError } from '../../base/errors.ts'
import { hostsIn, urlPerHost } from '../../model/server-hosts.ts'
import type { SessionSettings } from './session-settings.ts'

const EXPECTED = 'set DATABASE_URL to postgres://user:password@host:5432/database'
const ESCAPES = 'write @ / # and % in a password as %40 %2F %23 and %25'
const HIGHEST_PORT = 65_535

/** What may stand after the "?" for the driver, and what every pooler takes in a start-up packet. */
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

/** What other programs want to know of a pooler (Prisma's `pgbouncer=true`). Nothing has to be known of it here. */
const OF_POOLERS: ReadonlySet<string> = new Set(['pgbouncer', 'pooler'])

/** A server's address, and the settings for its sessions that stood after the "?". */
export interface SplitAddress {
  readonly address: string
  readonly settings: SessionSettings
}

/** Takes the settings of sessions out of an address: poolers refuse them where the driver would send them. */
export function splitServerAddress(url: string): SplitAddress {
  const [address = '', query = ''] = url.split(/\?(.*)/s)
  const given = [...new URLSearchParams(query)]
  const kept = given.filter(([name]) => OF_CONNECTION.has(name))
  return {
    address: kept.length === 0 ? address : `${address}?${new URLSearchParams(kept).toString()}`,
    settings: Object.fromEntries(given.filter(([name]) => !OF_CONNECTION.has(name) && !OF_POOLERS.has(name))),
  }
}

/** What a session may be asked to be: `target_session_attrs` of libpq. */
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
 * the driver would take the one that is called like the user.
 *
 * @param url `postgres://user:password@host:5432/database`; several hosts with commas between them are taken too
 * @throws {ConfigurationError} that says what is wrong with it, without its password
 */
export function checkServerAddress(url: string): void {
  const [, authority = '', path = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)([^?#]*)/.exec(url) ?? []
  const { hosts } = hostsIn(url)
  for (const host of hosts) {
    const port = /:([^:\]]*)$/.exec(host)?.[1]
    if (port !== undefined && port !== '' && !(/^\d+$/.test(port) && Number(port) <= HIGHEST_PORT)) {
      // What stands there may be a part of a password.
      throw new ConfigurationError(
        `the port in DATABASE_URL is no number from 0 to ${HIGHEST_PORT}: ${EXPECTED}; ${ESCAPES}`,
      )
    }
  }
  const isUrl = urlPerHost(url).every((each) => URL.canParse(each))
  if (!isUrl || !isDecodable(authority) || !isDecodable(path)) {
    throw new ConfigurationError(`DATABASE_URL is no address: ${EXPECTED}; ${ESCAPES}`)
  }
  if (path.replaceAll('/', '') === '') {
    throw new ConfigurationError(
      `DATABASE_URL names no database (host ${hosts.join(',') || 'localhost'}): ${EXPECTED}, such as .../papers`,
    )
  }
  const attrs = attrsInAddress(url)
  if (attrs !== null && !SESSION_ATTRS.some((each) => each === attrs)) {
    throw new ConfigurationError(
      `target_session_attrs=${attrs} in DATABASE_URL is none that there is: write one of ${SESSION_ATTRS.join(', ')}`,
    )
  }
}

/** What stands after `target_session_attrs=` in the address of a server; null where nothing is asked. */
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
