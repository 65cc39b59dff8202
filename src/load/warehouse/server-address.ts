import { ConfigurationError } from '../../errors.ts'

const EXPECTED = 'set DATABASE_URL to postgres://user:password@host:5432/database'
const ESCAPES = 'write @ / # and % in a password as %40 %2F %23 and %25'
const HIGHEST_PORT = 65_535

/**
 * Checks the address of a Postgres server before anything connects to it. The database must be named: without a name
 * the driver would take the one that is called like the user.
 *
 * @param url `postgres://user:password@host:5432/database`; several hosts with commas between them are taken too
 * @throws {ConfigurationError} that says what is wrong with it, without its password
 */
export function checkServerAddress(url: string): void {
  const [, authority = '', path = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)([^?#]*)/.exec(url) ?? []
  const hosts = authority.slice(authority.lastIndexOf('@') + 1)
  for (const host of hosts.split(',')) {
    const port = /:([^:\]]*)$/.exec(host)?.[1]
    if (port !== undefined && port !== '' && !(/^\d+$/.test(port) && Number(port) <= HIGHEST_PORT)) {
      // What stands there may be a part of a password.
      throw new ConfigurationError(
        `the port in DATABASE_URL is no number from 0 to ${HIGHEST_PORT}: ${EXPECTED}; ${ESCAPES}`,
      )
    }
  }
  const first = hosts.split(',')[0] ?? ''
  if (!URL.canParse(url.replace(hosts, first)) || !isDecodable(authority) || !isDecodable(path)) {
    throw new ConfigurationError(`DATABASE_URL is no address: ${EXPECTED}; ${ESCAPES}`)
  }
  if (path.replaceAll('/', '') === '') {
    throw new ConfigurationError(
      `DATABASE_URL names no database (host ${hosts || 'localhost'}): ${EXPECTED}, such as .../papers`,
    )
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
