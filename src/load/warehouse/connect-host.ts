import { describeError } from '../../base/errors.ts'
import { hostsIn, urlPerHost } from '../../model/server-hosts.ts'
import { type Connection, connect, type HostState, type ServerAddress } from './connection.ts'
import { attrsInAddress, type SessionAttrs } from './server-address.ts'
import type { SessionSettings } from './session-settings.ts'
import { NO_FIT_HOST } from '../../base/trouble.ts'

/** What a host must be: as libpq has it, or, where nothing is asked of several hosts, rather the primary. */
export type WantedHost = SessionAttrs | 'prefer-primary'

const FITS: Readonly<Record<Exclude<SessionAttrs, 'prefer-standby'>, (host: HostState) => boolean>> = {
  any: () => true,
  'read-write': ({ isReadOnly }) => !isReadOnly,
  'read-only': ({ isReadOnly }) => isReadOnly,
  primary: ({ isStandby }) => !isStandby,
  standby: ({ isStandby }) => isStandby,
}

/** What the address of a server asks of its hosts. */
export function wantedIn(address: ServerAddress): WantedHost {
  if (typeof address !== 'string') return 'any'
  const asked = attrsInAddress(address) as SessionAttrs | null
  return asked ?? (hostsIn(address).hosts.length > 1 ? 'prefer-primary' : 'any')
}

/**
 * Connects to the first host of an address that answers and is as wanted. A host that refuses for good, such as by a
 * wrong password, ends the search, as it does in libpq.
 *
 * @throws with the code `NO_FIT_HOST` when no host is; with one host, its own error
 */
export async function connectHost(
  address: ServerAddress,
  startUp: SessionSettings,
  wanted: WantedHost,
): Promise<Connection> {
  if (typeof address !== 'string') return connect(address, startUp)
  const hosts = urlPerHost(address).map((url) => ({
    url: withoutAttrs(url),
    name: hostsIn(url).hosts[0] ?? '',
  }))
  const rounds =
    wanted === 'prefer-standby'
      ? (['standby', 'any'] as const)
      : wanted === 'prefer-primary'
        ? (['primary', 'any'] as const)
        : [wanted]
  let unfit: string[] = []
  for (const round of rounds) {
    unfit = []
    for (const { url, name } of hosts) {
      try {
        const connection = await connect(url, startUp)
        if (FITS[round](connection.host)) return connection
        unfit.push(`${name} ${wordFor(connection.host)}`)
        await connection.close()
      } catch (error) {
        if (hosts.length === 1 || isRefusal(error)) throw error
        unfit.push(`${name}: ${describeError(error)}`)
      }
    }
  }
  throw Object.assign(new Error(`wanted ${wanted}, but ${unfit.join('; ')}`), { code: NO_FIT_HOST })
}

/** What a host of an address says of itself. */
export interface HostSaid {
  /** `h1:5432 is a primary`; of one that does not answer, why. */
  readonly text: string
  readonly isPrimary: boolean
  readonly answers: boolean
}

/** Asks each host of an address what it is. */
export async function askHosts(address: string, startUp: SessionSettings): Promise<readonly HostSaid[]> {
  return Promise.all(
    urlPerHost(address).map(async (url) => {
      const name = hostsIn(url).hosts[0] ?? ''
      try {
        const connection = await connect(withoutAttrs(url), startUp)
        await connection.close()
        const { host } = connection
        return { text: `${name} ${wordFor(host)}`, isPrimary: !host.isStandby, answers: true }
      } catch (error) {
        return { text: `${name}: ${describeError(error)}`, isPrimary: false, answers: false }
      }
    }),
  )
}

/** What a host is, in words that follow its name. */
function wordFor({ isStandby, isReadOnly }: HostState): string {
  return isStandby ? 'is a standby' : isReadOnly ? 'takes no writes' : 'is a primary'
}

/** The driver does not get to see it: it has other words, and tries for ever. */
function withoutAttrs(url: string): string {
  return url.replace(/([?&])target_session_attrs=[^&#]*&?/g, '$1').replace(/[?&](?=#|$)/, '')
}

/** True for what a server itself says (an SQLSTATE), unless it merely starts up or shuts down. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code) && code !== '57P03'
}
