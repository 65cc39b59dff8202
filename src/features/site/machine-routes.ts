import { sql } from '../../base/sql.ts'
import { Hono } from 'hono'
import { type Day, dayOf, weekOf } from '../../model/day.ts'
import { element, xmlDocument } from '../feed/xml.ts'
import { cacheControl } from './cache-control.ts'
import { clientAddresses } from './client-address.ts'
import { INDEX_KINDS } from './pages/name-index.ts'
import type { RequestMeasures } from './measure-requests.ts'
import type { SiteContext } from './site-context.ts'

/** What an address of a sitemap may be at most (sitemaps.org). */
const MOST_ADDRESSES = 50_000

/** What programs ask for: whether the site works, its measures, and where its pages are. */
export function machineRoutes(context: SiteContext, measures: RequestMeasures | null): Hono {
  const { executor, publicUrl, now, isStatic } = context
  const routes = new Hono()
  routes.get('/robots.txt', (c) => {
    // Pages that any text makes are without end.
    const lines = [
      'User-agent: *',
      'Disallow: /search?',
      'Disallow: /compare?',
      'Disallow: /*chart=',
      'Disallow: /api/',
      'Disallow: /feed.',
    ]
    const map = publicUrl === null ? [] : ['', `Sitemap: ${publicUrl}/sitemap.xml`]
    return c.text(`${[...lines, ...map].join('\n')}\n`, 200, { 'Cache-Control': cacheControl(true) })
  })
  routes.get('/sitemap.xml', async (c) => {
    if (publicUrl === null) return c.notFound()
    const days = await executor.rows<{ day: Day }>(
      sql`select day::text from coverage where loaded > 0 order by coverage.day desc limit ${MOST_ADDRESSES / 2}`,
    )
    const paths = sitePaths(
      days.map(({ day }) => day),
      dayOf(now()),
    )
    const body = xmlDocument(
      element(
        'urlset',
        paths.map((path) => element('url', [element('loc', `${publicUrl}${path}`)])),
        { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' },
      ),
    )
    return c.body(body, 200, {
      'Content-Type': 'application/xml; charset=utf-8',
      'Cache-Control': cacheControl(false),
    })
  })
  if (isStatic) return routes
  const addressOf = clientAddresses(context)
  routes.get('/healthz', async (c) => {
    // The newest view that pages need: it is not there before the warehouse is migrated.
    await executor.rows(sql`select from run_log limit 1`)
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' })
  })
  routes.get('/metrics', async (c) => {
    const address = addressOf(c)
    if (measures === null || (address !== null && !address.isHere)) return c.notFound()
    const [now] = await executor.rows<{ workers: number; jobsActive: number }>(sql`
      select count(*)::int as workers, coalesce(sum(jobs_active), 0)::int as "jobsActive" from worker_log where alive`)
    return c.body(await measures.text(now ?? { workers: 0, jobsActive: 0 }), 200, {
      'Content-Type': measures.contentType,
      'Cache-Control': 'no-store',
    })
  })
  return routes
}

function sitePaths(days: readonly Day[], today: Day): string[] {
  const weeks = new Set(days.map((day) => `/week/${weekOf(day)}`))
  const months = new Set(days.map((day) => `/month/${day.slice(0, 7)}`))
  const known = days.filter((day) => day <= today).map((day) => `/day/${day}`)
  const indexes = INDEX_KINDS.map((kind) => `/${kind}s`)
  return [
    '/',
    '/trending',
    '/trends',
    ...indexes,
    '/coverage',
    '/data',
    '/feeds',
    ...months,
    ...weeks,
    ...known,
  ]
}
