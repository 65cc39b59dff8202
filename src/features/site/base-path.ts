import type { MiddlewareHandler } from 'hono'
import { getPath } from 'hono/utils/url'
import { rewriteLinks } from './static/rewrite-links.ts'

/** The path that a site has on its host, without a slash at its end: `/papers`, or nothing. */
export function basePathOf(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/** A site below a path of its host. */
export interface BasePath {
  /**
   * The path of a request below the base: a proxy may pass it on as it came, or take the base away.
   *
   * @example pathOf(new Request('http://127.0.0.1:8080/papers/day/2026-06-03')) // '/day/2026-06-03'
   */
  readonly pathOf: (request: Request) => string
  /** Path and query of what an address with a slash at its end stands for; null where it has none, or leads elsewhere. */
  readonly withoutSlash: (url: string) => string | null
  /** Turns the links of a page to where they lead below the base. */
  readonly linked: (html: string) => string
  /** Turns the addresses that answers redirect to. */
  readonly redirects: MiddlewareHandler
}

/** How pages that name each other by paths from the root work at the public address. */
export function basePath(publicUrl: string | null): BasePath {
  const base = basePathOf(publicUrl)
  const withoutSlash = (url: string) => {
    const { pathname, search } = new URL(url)
    const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname
    const bare = path.replace(/\/+$/, '')
    // Two slashes at its start would make a host of the next word.
    return bare === path || bare === '' || bare.startsWith('//') ? null : `${bare}${search}`
  }
  if (base === '')
    return { pathOf: getPath, withoutSlash, linked: (html) => html, redirects: async (_c, next) => next() }
  const start = getPath(new Request(new URL(base, 'http://localhost')))
  return {
    pathOf: (request) => {
      const path = getPath(request)
      if (path === start) return '/'
      return path.startsWith(`${start}/`) ? path.slice(start.length) : path
    },
    withoutSlash,
    linked: (html) => rewriteLinks(html, { linkOf: (path) => path, base, publicUrl }).html,
    redirects: async (c, next) => {
      await next()
      const to = c.res.headers.get('Location')
      if (to?.startsWith('/') === true) c.res.headers.set('Location', `${base}${to}`)
    },
  }
}
