import { type Context, Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { type SQL, sql } from '../../../base/sql.ts'
import { cacheControl } from '../cache-control.ts'
import { standIn } from '../parts/picture.ts'
import { type ProfileKind, profileStandIn } from '../parts/profile-image.ts'
import type { SiteContext } from '../site-context.ts'
import { type PaperMedia, pictureAddresses } from './picture-addresses.ts'
import type { PictureStore } from './picture-store.ts'

const KNOWN = { max: 2000, ttl: 60_000 } as const

/** What the pictures of a paper, an organization or an account are read from: its media, under the same names. */
const MEDIA: Readonly<Record<'picture' | ProfileKind, (name: string) => SQL>> = {
  picture: (paperId) =>
    sql`select thumbnail_url as "thumbnailUrl", media_urls as "mediaUrls" from papers where paper_id = ${paperId}`,
  logo: (handle) =>
    sql`select avatar_url as "thumbnailUrl", null as "mediaUrls" from organizations where organization = ${handle}`,
  avatar: (handle) =>
    sql`select avatar_url as "thumbnailUrl", null as "mediaUrls" from accounts where account = ${handle}`,
}

/**
 * Pictures, from this host: `/picture/2605.00001` of a paper, and `/picture/2605.00001/2` for its second one, `/logo/google`
 * of an organization, `/avatar/someone` of an account. What is asked for is a name, never an address: nobody can have
 * anything else fetched.
 */
export function pictureRoutes({ executor }: Pick<SiteContext, 'executor'>, pictures: PictureStore): Hono {
  const known = new LRUCache<string, readonly string[]>(KNOWN)
  const routes = new Hono()
  const addressesOf = async (kind: keyof typeof MEDIA, name: string): Promise<readonly string[]> => {
    const key = `${kind}/${name}`
    const there = known.get(key)
    if (there !== undefined) return there
    if (name.includes('\0') || !name.isWellFormed()) return []
    const rows = await executor.rows<Record<string, unknown> & PaperMedia>(MEDIA[kind](name))
    const addresses = rows.flatMap(pictureAddresses)
    known.set(key, addresses)
    return addresses
  }
  const send = async (c: Context, address: string | undefined, drawn: string) => {
    const picture = address === undefined ? null : await pictures.get(address)
    if (picture === null)
      return c.body(drawn, 200, {
        'Content-Type': 'image/svg+xml',
        'Cache-Control': cacheControl(false),
      })
    return c.body(new Uint8Array(picture.bytes), 200, {
      'Content-Type': picture.type,
      'Cache-Control': cacheControl(true),
      ETag: `"${picture.tag}"`,
    })
  }
  routes.get('/picture/:id/:place{[1-9]}?', async (c) => {
    const { id, place = '1' } = c.req.param()
    return send(c, (await addressesOf('picture', id))[Number(place) - 1], standIn(id))
  })
  for (const kind of ['logo', 'avatar'] as const)
    routes.get(`/${kind}/:handle`, async (c) => {
      const handle = c.req.param('handle')
      return send(c, (await addressesOf(kind, handle))[0], profileStandIn(kind, handle))
    })
  return routes
}
