import { ConfigurationError } from '../../errors.ts'
import { hostsIn, urlPerHost } from '../../model/server-hosts.ts'

const EXPECTED = 'set DATABASE_URL to postgres://user:password@host:5432/database'
const ESCAPES = 'write @ / # and % in a password as %40 %2F %23 and %25'
const HIGHEST_PORT = 65_535

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
