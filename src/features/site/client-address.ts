import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Where a request comes from. */
export interface ClientAddress {
  /** The address of an IPv4 client; the first 64 bits of an IPv6 one, which are what a household has. */
  readonly name: string
  /** True for a request of this machine that no proxy passed on. */
  readonly isHere: boolean
}

/**
 * Where a request comes from; null for one that did not come over a connection. A proxy on this machine is believed:
 * the last address it names is the one it saw. Others are not, everyone could write what they like.
 */
export function clientAddress(c: Context): ClientAddress | null {
  const peer = peerOf(c)
  if (peer === null) return null
  const isLocal = peer === '::1' || peer.startsWith('127.')
  const forwarded = c.req.header('X-Forwarded-For')
  if (!isLocal || forwarded === undefined) {
    const isDirect = isLocal && c.req.header('Forwarded') === undefined
    return { name: networkOf(peer), isHere: isDirect }
  }
  return { name: networkOf(plain(forwarded.split(',').at(-1) ?? '')), isHere: false }
}

function peerOf(c: Context): string | null {
  const bindings: unknown = c.env
  if (typeof bindings !== 'object' || bindings === null) return null
  if (!('incoming' in bindings) && !('server' in bindings)) return null
  const { address } = getConnInfo(c).remote
  return address === undefined ? null : plain(address)
}

/** An IPv4 address that comes in the clothes of IPv6 without them. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '')
}

function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const first = head.split(':').filter((group) => group !== '')
  const last = tail.split(':').filter((group) => group !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return [...first, ...zeros, ...last].slice(0, 4).join(':')
}
