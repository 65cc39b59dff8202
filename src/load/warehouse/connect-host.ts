import { describeError } from '../../base/errors.ts'
import { hostsIn, urlPerHost } from '../../model/server-hosts.ts'
import { type Connection, connect, type HostState, type ServerAddress } from './connection.ts'
import { attrsInAddress, type SessionAttrs } from './server-address.ts'
import type { SessionSettings } from './session-settings.ts'
import { NO_FIT_HOST } from '../../base/trouble.ts'

/** Required kind of a host: as in libpq, or by default, for several hosts, preferably the primary. */
export type WantedHost = SessionAttrs | 'prefer-primary'

const FITS: Readonly<Record<Exclude<SessionAttrs, 'prefer-standby'>, (host: HostState) => boolean>> = {
  any: () => true,
  'read-write': ({ isReadOnly }) => !isReadOnly,
  'read-only': ({ isReadOnly }) => isReadOnly,
  primary: ({ isStandby }) => !isStandby,
  standby: ({ isStandby }) => isStandby,
}

/** Reads the required kind of host from a server's address. */
export function wantedIn(address: ServerAddress): WantedHost {
  if (typeof address !== 'string') return 'any'
  const asked = attrsInAddress(address) as SessionAttrs | null
  return asked ?? (hostsIn(address).hosts.length > 1 ? 'prefer-primary' : 'any')
}

/**
 * Connects to the first host of an address that answers and fits. A host that refuses for good, such as by a
 * wrong password, ends the search, as it does in libpq.
 *
 * @throws with the code `NO_FIT_HOST` when no host fits; with one host, its own error
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

/** Report of a host of an address. */
export interface HostSaid {
  /** `h1:5432 is a primary`; or why it does not answer. */
  readonly text: string
  readonly isPrimary: boolean
  readonly answers: boolean
}

/** Asks each host of an address for its kind. */
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

/** Describes a host, in words that follow its name. */
function wordFor({ isStandby, isReadOnly }: HostState): string {
  return isStandby ? 'is a standby' : isReadOnly ? 'is read-only' : 'is a primary'
}

/** Removes the attribute: the driver has other values, and retries forever. */
function withoutAttrs(url: string): string {
  return url.replace(/([?&])target_session_attrs=[^&#]*&?/g, '$1').replace(/[?&](?=#|$)/, '')
}

/** True for an error from the server (an SQLSTATE), unless it is starting up or shutting down. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code) && code !== '57P03'
}
