import type { Context, MiddlewareHandler } from 'hono'
import { LRUCache } from 'lru-cache'
import { KEPT_SECONDS } from './cache-control.ts'

/** The most pages that are kept; each is some 50 kB. */
const MOST_PAGES = 300

interface KeptPage {
  readonly body: string
  readonly headers: Headers
}

/**
 * Keeps pages for as long as their Cache-Control lets everyone keep one that moves, so that a page that many ask for is
 * made once a minute. Who asks while it is made waits for it, and does not make it again.
 */
export function rememberPages(): MiddlewareHandler {
  const kept = new LRUCache<string, Promise<KeptPage | null>>({
    max: MOST_PAGES,
    ttl: KEPT_SECONDS.moving * 1000,
  })
  return async (c, next) => {
    if (c.req.method !== 'GET') return next()
    const known = kept.get(c.req.url)
    const ready = known === undefined ? null : await known
    if (ready !== null) return new Response(ready.body, { headers: ready.headers })
    const made = Promise.withResolvers<KeptPage | null>()
    kept.set(c.req.url, made.promise)
    let page: KeptPage | null = null
    try {
      await next()
      page = await pageIn(c)
    } finally {
      if (page === null) kept.delete(c.req.url)
      made.resolve(page)
    }
  }
}

/** The answer, when it is a page that everyone may keep. */
async function pageIn({ res }: Context): Promise<KeptPage | null> {
  const isPage = res.headers.get('Content-Type')?.startsWith('text/html') ?? false
  const mayBeKept = res.headers.get('Cache-Control')?.startsWith('public') ?? false
  if (res.status !== 200 || !isPage || !mayBeKept) return null
  return { body: await res.clone().text(), headers: new Headers(res.headers) }
}
