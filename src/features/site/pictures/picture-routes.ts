import { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { sql } from '../../../base/sql.ts'
import { cacheControl } from '../cache-control.ts'
import { standIn } from '../parts/picture.ts'
import type { SiteContext } from '../site-context.ts'
import { type PaperMedia, pictureAddresses } from './picture-addresses.ts'
import type { PictureStore } from './picture-store.ts'

const KNOWN = { max: 1000, ttl: 60_000 } as const

/**
 * Pictures of papers, from this host: `/picture/2605.00001`, and `/picture/2605.00001/2` for the second one. What is asked
 * for is a paper, never an address: nobody can have anything else fetched.
 */
export function pictureRoutes({ executor }: Pick<SiteContext, 'executor'>, pictures: PictureStore): Hono {
  const known = new LRUCache<string, readonly string[]>(KNOWN)
  const routes = new Hono()
  const addressesOf = async (paperId: string): Promise<readonly string[]> => {
    const there = known.get(paperId)
    if (there !== undefined) return there
    if (paperId.includes('\0') || !paperId.isWellFormed()) return []
    const [row] = await executor.rows<Record<string, unknown> & PaperMedia>(
      sql`select thumbnail_url as "thumbnailUrl", media_urls as "mediaUrls" from papers where paper_id = ${paperId}`,
    )
    const addresses = row === undefined ? [] : pictureAddresses(row)
    known.set(paperId, addresses)
    return addresses
  }
  routes.get('/picture/:id/:place{[1-9]}?', async (c) => {
    const { id, place = '1' } = c.req.param()
    const address = (await addressesOf(id))[Number(place) - 1]
    const picture = address === undefined ? null : await pictures.get(address)
    if (picture === null)
      return c.body(standIn(id), 200, {
        'Content-Type': 'image/svg+xml',
        'Cache-Control': cacheControl(false),
      })
    return c.body(new Uint8Array(picture.bytes), 200, {
      'Content-Type': picture.type,
      'Cache-Control': cacheControl(true),
      ETag: `"${picture.tag}"`,
    })
  })
  return routes
}
