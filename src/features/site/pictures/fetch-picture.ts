import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, request } from 'undici'
import { pictureSource } from './picture-addresses.ts'

/** How pictures are fetched. */
export interface PictureFetchOptions {
  /** Base address of the Daily Papers' site. */
  readonly site: string
  readonly userAgent: string
}

/** A picture that is larger is not shown. */
export const MOST_PICTURE_BYTES = 5 * 1024 * 1024
const DEADLINE_MS = 15_000
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 2

/**
 * Fetches the bytes at an address; null where there is no answer of 200 that is small enough.
 *
 * @throws {Error} where there is no answer at all
 */
export type FetchPicture = (address: string) => Promise<Uint8Array | null>

/** Makes the fetcher of pictures: no address, and no redirect to one, that `pictureSource` does not let through. */
export function pictureFetcher({ site, userAgent }: PictureFetchOptions): FetchPicture {
  const agent = new Agent({
    connect: { timeout: 5000, lookup: publicLookup },
    connections: 2,
  })
  return async (address) => {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    let at = pictureSource(address, site)
    for (let hop = 0; at !== null && hop <= MOST_REDIRECTS; hop++) {
      const { statusCode, headers, body } = await request(at, {
        dispatcher: agent,
        signal,
        headers: { 'user-agent': userAgent, accept: 'image/*' },
      })
      if (statusCode === 200) return bytesOf(body)
      await body.dump({ limit: 65_536, signal })
      const { location } = headers
      if (statusCode >= 500 || statusCode === 429) throw new Error(`answered with ${statusCode}`)
      if (!REDIRECTS.has(statusCode) || typeof location !== 'string') return null
      at = URL.canParse(location, at) ? pictureSource(new URL(location, at).href, site) : null
    }
    return null
  }
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_PICTURE_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Resolves a name to addresses of the open internet only: one that leads into a private network leads nowhere. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, [])
    const open = addresses.filter(({ address }) => isPublic(address))
    if (open.length === 0) return done(new Error(`${hostname} has no address of the open internet`), [])
    return done(null, open)
  })
}

/** True for an address that is routed on the open internet. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}
