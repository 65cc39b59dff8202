import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { secureHeaders } from 'hono/secure-headers'
import { dayOf, FIRST_DAY } from '../../model/day.ts'
import { fixedPeriod, isPeriodKey, placePeriod } from '../selection/period.ts'
import { newestDay } from '../selection/select-papers.ts'
import { frontPage } from './pages/front-page.ts'
import { missingPage } from './pages/missing-page.ts'
import { namePage } from './pages/name-page.ts'
import { paperPage } from './pages/paper-page.ts'
import { periodPage } from './pages/period-page.ts'
import { searchPage } from './pages/search-page.ts'
import { trendingPage } from './pages/trending-page.ts'
import { trendsPage } from './pages/trends-page.ts'
import { layout } from './parts/layout.ts'
import { NAME_KINDS } from './parts/links.ts'
import type { Page } from './parts/page.ts'
import type { SiteContext } from './site-context.ts'
import { STYLE_HASH } from './style.ts'

/** How long a page may be kept, in seconds: what is settled for a day, what moves for a minute. */
const KEPT_SECONDS = { settled: 86_400, moving: 60 }

/** The site as a web application: the same routes for a server and for files. */
export function siteApp(context: SiteContext): Hono {
  const app = new Hono()
  if (!context.isStatic) app.use(compress())
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: [STYLE_HASH],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'strict-origin-when-cross-origin',
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
    }),
  )
  const show = async (c: Context, page: Page | Promise<Page>, status: 200 | 400 | 404 = 200) => {
    const made = await page
    const seconds = made.isSettled ? KEPT_SECONDS.settled : KEPT_SECONDS.moving
    c.header('Cache-Control', `public, max-age=${seconds}`)
    return c.html(layout(context, made), status)
  }

  for (const [name, type] of [
    ['icon.svg', 'image/svg+xml'],
    ['paperboy.js', 'text/javascript'],
    ...(context.isStatic ? ([['static-search.js', 'text/javascript']] as const) : []),
  ] as const) {
    const body = readFileSync(join(import.meta.dirname, 'files', name))
    app.get(`/${name}`, (c) =>
      c.body(body, 200, { 'Content-Type': type, 'Cache-Control': `public, max-age=${KEPT_SECONDS.settled}` }),
    )
  }
  app.get('/', async (c) => show(c, frontPage(context)))
  for (const kind of ['day', 'week', 'month'] as const) {
    app.get(`/${kind}`, async (c) => {
      const period =
        kind === 'day'
          ? fixedPeriod('day', (await newestDay(context.executor)) ?? dayOf(context.now()))
          : placePeriod({ kind: `this-${kind}` }, dayOf(context.now()), null)
      return context.isStatic ? show(c, periodPage(context, period)) : c.redirect(`/${kind}/${period.key}`)
    })
    app.get(`/${kind}/:key`, async (c) => {
      const key = c.req.param('key')
      if (!isPeriodKey(kind, key))
        return show(c, missingPage(c.req.path, 'No such page', `${key} is no ${kind} that exists.`), 404)
      const period = fixedPeriod(kind, key)
      if (period.days !== null && (period.days.last < FIRST_DAY || period.days.first > dayOf(context.now())))
        return show(
          c,
          missingPage(c.req.path, 'No such list', `The lists go from ${FIRST_DAY} to today.`),
          404,
        )
      const at = instantOf(c)
      if (at === 'none')
        return show(c, missingPage(c.req.path, 'No such instant', 'Expected at=2026-06-03T20:00:00Z.'), 400)
      return show(c, periodPage(context, period, kind === 'day' ? at : null))
    })
  }
  app.get('/trending', async (c) => {
    const at = instantOf(c)
    if (at === 'none')
      return show(c, missingPage(c.req.path, 'No such instant', 'Expected at=2026-06-03T20:00:00Z.'), 400)
    return show(c, trendingPage(context, at))
  })
  app.get('/trends', async (c) => show(c, trendsPage(context)))
  app.get('/paper/:id', async (c) => {
    const id = c.req.param('id')
    const page = isText(id) ? await paperPage(context, id) : null
    return page === null
      ? show(c, missingPage(c.req.path, 'No such paper', `No list has shown a paper ${id}.`), 404)
      : show(c, page)
  })
  for (const kind of NAME_KINDS) {
    app.get(`/${kind}/:name`, async (c) => {
      const name = c.req.param('name')
      const page = isText(name) ? await namePage(context, kind, name) : null
      return page === null
        ? show(
            c,
            missingPage(c.req.path, `No such ${kind}`, `No paper is known of the ${kind} ${name}.`),
            404,
          )
        : show(c, page)
    })
  }
  app.get('/search', async (c) => show(c, searchPage(context, c.req.query())))
  app.notFound(async (c) =>
    show(c, missingPage(c.req.path, 'No such page', 'There is nothing at this address.'), 404),
  )
  return app
}

/** True for what the database takes as text. */
function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** The instant that `?at=` names; null without it, `none` when it is none. */
function instantOf(c: Context): Temporal.Instant | null | 'none' {
  const text = c.req.query('at')
  if (text === undefined) return null
  try {
    return Temporal.Instant.from(text)
  } catch {
    return 'none'
  }
}
