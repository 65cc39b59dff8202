import { getConnInfo } from '@hono/node-server/conninfo'
import { isIP } from 'node:net'
import type { Context } from 'hono'
import { proxyAddresses } from './settings.ts'

/** Where a request comes from. */
export interface ClientAddress {
  /** The address of an IPv4 client; the first 64 bits of an IPv6 one, which are what a household has. */
  readonly name: string
  /** True for a request that is known to come from this machine, and not by a proxy. */
  readonly isHere: boolean
}

/** What is known of the proxies that requests come through. */
export interface KnownProxies {
  /** The setting `trustedProxies`: null, as is the default, while it is not known what stands before a server. */
  readonly proxies?: readonly string[] | null
}

/** Tells where a request comes from; null for one that did not come over a connection. */
export type ClientAddressOf = (c: Context) => ClientAddress | null

/**
 * How clients are told apart. What a trusted proxy names is believed: of the addresses in `X-Forwarded-For` the last one
 * that is no trusted proxy's. Others are not believed, everyone could write what they like.
 *
 * While it is not known whether there are proxies, a request of this machine may be anyone's: a proxy need not say that
 * it passes one on.
 */
export function clientAddresses({ proxies = null }: KnownProxies): ClientAddressOf {
  const trusted = proxyAddresses(proxies ?? [])
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return (c) => {
    const peer = peerOf(c)
    if (peer === null) return null
    const forwarded = c.req.header('X-Forwarded-For')
    const isLocal = peer === '::1' || peer.startsWith('127.')
    const isPassedOn = forwarded !== undefined || c.req.header('Forwarded') !== undefined
    let client = peer
    for (const named of forwarded?.split(',').map(plain).toReversed() ?? []) {
      if (!isTrusted(client) || isIP(named) === 0) break
      client = named
    }
    return { name: networkOf(client), isHere: proxies !== null && isLocal && !isPassedOn }
  }
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
