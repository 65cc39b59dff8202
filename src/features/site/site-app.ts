import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { secureHeaders } from 'hono/secure-headers'
import { PaperboyError, UsageError } from '../../base/errors.ts'
import { dayFrom, dayOf, FIRST_DAY } from '../../model/day.ts'
import { fixedPeriod, isPeriodKey, placePeriod } from '../../query/period.ts'
import type { PageAsked } from '../../query/list-page.ts'
import { newestDay } from '../../query/select-papers.ts'
import { selectionOf } from '../../query/selection.ts'
import { problem } from './api/problem.ts'
import { apiRoutes } from './api-routes.ts'
import { basePath } from './base-path.ts'
import { boundPages } from './bound-pages.ts'
import { cacheControl } from './cache-control.ts'
import { clientAddresses } from './client-address.ts'
import { fileRoutes } from './file-routes.ts'
import { chartFiles } from './charts/chart-files.ts'
import { citationRoutes } from './citation-routes.ts'
import { feedRoutes } from './feed-routes.ts'
import { machineRoutes } from './machine-routes.ts'
import { measureRequests } from './measure-requests.ts'
import { comparePage } from './pages/compare-page.ts'
import { coveragePage } from './pages/coverage-page.ts'
import { dataPage } from './pages/data-page.ts'
import { feedsPage } from './pages/feeds-page.ts'
import { frontPage } from './pages/front-page.ts'
import { indexPage } from './pages/index-page.ts'
import { missingPage, senselessPage } from './pages/missing-page.ts'
import { INDEX_KINDS } from './pages/name-index.ts'
import { nameAsked } from './pages/name-facts.ts'
import { namePage } from './pages/name-page.ts'
import { paperPage } from './pages/paper-page.ts'
import { periodPage } from './pages/period-page.ts'
import { periodTablePage } from './pages/period-table-page.ts'
import { searchPage } from './pages/search-page.ts'
import { trendingPage } from './pages/trending-page.ts'
import { trendsPage } from './pages/trends-page.ts'
import { type Trouble, troublePage, TROUBLES } from './pages/trouble-page.ts'
import { cardSvg } from './parts/card.ts'
import { layout } from './parts/layout.ts'
import { NAME_KINDS } from './parts/links.ts'
import { viewOf } from './parts/list-views.ts'
import type { Page } from './parts/page.ts'
import { pageReaders } from './page-readers.ts'
import { pictureRoutes } from './pictures/picture-routes.ts'
import { rememberPages } from './remember-pages.ts'
import type { SiteContext } from './site-context.ts'
import { STYLE_HASH } from './style.ts'

/** The site as a web application: the same routes for a server and for files. */
export function siteApp(context: SiteContext): Hono {
  const base = basePath(context.isStatic ? null : context.publicUrl)
  const app = new Hono({ getPath: base.pathOf })
  const { parts = [] } = context
  const forms = new Set(parts.flatMap((part) => part.forms ?? []))
  const readers = pageReaders(context)
  const measures = context.isStatic ? null : measureRequests()
  if (measures !== null) app.use(measures.middleware)
  app.use(base.redirects)
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
  // Before what looks at whole answers: a file may be larger than memory, and is asked for by ranges.
  if (!context.isStatic) for (const part of parts) if (part.files !== undefined) app.route('/', part.files())
  if (!context.isStatic)
    app.use(
      compress(),
      etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'ratelimit', 'ratelimit-policy'] }),
      rememberPages(),
    )
  // But for forms nothing here takes a body: what is sent is not even read.
  app.use(async (c, next) =>
    c.req.method === 'GET' || c.req.method === 'HEAD' || (c.req.method === 'POST' && forms.has(c.req.path))
      ? next()
      : problem(c, 405, `${c.req.method}: expected GET or HEAD`, { Allow: 'GET, HEAD' }),
  )
  const show = async (c: Context, page: Page | Promise<Page>, status: 200 | 400 | 404 | 500 | 503 = 200) => {
    const made = await page
    if (c.req.query('card') === 'svg' && status === 200 && !context.isStatic)
      return c.body(cardSvg(made), 200, {
        'Content-Type': 'image/svg+xml',
        'Cache-Control': cacheControl(made.isSettled),
      })
    c.header('Cache-Control', status >= 500 ? 'no-store' : cacheControl(made.isSettled))
    return c.html(base.linked(String(await layout(context, made))), made.status ?? status)
  }

  const tell = async (c: Context, trouble: Trouble) => {
    const { says, retryAfterSeconds } = TROUBLES[trouble]
    const status = retryAfterSeconds === null ? 500 : 503
    if (retryAfterSeconds !== null) c.header('Retry-After', String(retryAfterSeconds))
    if (isForPrograms(c.req.path)) return problem(c, status, says)
    return show(c, troublePage(c.req.path, trouble), status)
  }

  app.route('/', fileRoutes(context))
  // Not in the queue of pages: one waits for another host.
  if (!context.isStatic && context.pictures !== undefined)
    app.route('/', pictureRoutes(context, context.pictures))
  // After what is there without a look at the warehouse.
  if (!context.isStatic)
    app.use(boundPages(async (c) => tell(c, 'busy'), clientAddresses(context), context.bounds))
  if (!context.isStatic) app.use(chartFiles())
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
      const typed = c.req.param('key')
      const key = kind === 'day' ? (dayFrom(typed, dayOf(context.now())) ?? typed) : typed
      if (key !== typed && !context.isStatic) return c.redirect(`/${kind}/${key}`)
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
      if (at === null && !context.isStatic && viewOf(c.req.query('view')) === 'table')
        return show(
          c,
          periodTablePage(context, period, { sort: c.req.query('sort'), page: c.req.query('page') }),
        )
      return show(c, periodPage(context, period, kind === 'day' ? at : null, cursorsOf(c)))
    })
    // Written to files, the further pages of a list have numbers: nothing moves between them.
    if (context.isStatic)
      app.get(`/${kind}/:key/:number{[1-9][0-9]*}`, async (c) =>
        show(
          c,
          periodPage(context, fixedPeriod(kind, c.req.param('key')), null, {
            number: Number(c.req.param('number')),
          }),
        ),
      )
  }
  app.get('/trending', async (c) => {
    const at = instantOf(c)
    if (at === 'none')
      return show(c, missingPage(c.req.path, 'No such instant', 'Expected at=2026-06-03T20:00:00Z.'), 400)
    return show(c, trendingPage(context, at, cursorsOf(c), viewOf(c.req.query('view'))))
  })
  if (context.isStatic)
    app.get('/trending/:number{[1-9][0-9]*}', async (c) =>
      show(c, trendingPage(context, null, { number: Number(c.req.param('number')) })),
    )
  app.get('/trends', async (c) => show(c, trendsPage(context)))
  if (!context.isStatic) app.route('/', citationRoutes(context))
  app.get('/paper/:id', async (c) => {
    const id = c.req.param('id')
    const facts = isText(id) ? await readers.paper(id) : null
    return facts === null
      ? show(c, missingPage(c.req.path, 'No such paper', `No list has shown a paper ${id}.`), 404)
      : show(c, paperPage(context, facts))
  })
  for (const kind of NAME_KINDS) {
    const showName = async (c: Context, name: string, asked: PageAsked) => {
      const page = nameAsked({ kind, name }, asked)
      if ('problem' in page) return show(c, senselessPage(c.req.path, page.problem))
      const facts = isText(name) ? await readers.name(page) : null
      return facts === null
        ? show(
            c,
            missingPage(c.req.path, `No such ${kind}`, `No paper is known of the ${kind} ${name}.`),
            404,
          )
        : show(c, namePage(context, facts, viewOf(c.req.query('view'))))
    }
    app.get(`/${kind}/:name`, async (c) => showName(c, c.req.param('name'), cursorsOf(c)))
    if (context.isStatic)
      app.get(`/${kind}/:name/:number{[1-9][0-9]*}`, async (c) =>
        showName(c, c.req.param('name'), { number: Number(c.req.param('number')) }),
      )
  }
  for (const kind of INDEX_KINDS)
    app.get(`/${kind}s`, async (c) =>
      show(c, indexPage(context, kind, context.isStatic ? {} : c.req.query())),
    )
  app.get('/search', async (c) => show(c, searchPage(context, c.req.query())))
  if (!context.isStatic) app.get('/compare', async (c) => show(c, comparePage(context, c.req.queries())))
  app.get('/coverage', async (c) => show(c, coveragePage(context)))
  app.get('/data', async (c) => show(c, dataPage(context, c.req.query())))
  app.get('/feeds', async (c) => show(c, feedsPage(context)))
  for (const part of parts) if (part.pages !== undefined) app.route('/', part.pages(context, show))
  app.route('/', feedRoutes(context))
  app.route('/', machineRoutes(context, measures))
  if (!context.isStatic) app.route('/api', apiRoutes(context))
  app.onError(async (error, c) => {
    // Written to files, a page that can't be made is no page.
    if (context.isStatic) throw error
    // What was asked makes no sense today.
    if (error instanceof UsageError)
      return isForPrograms(c.req.path)
        ? problem(c, 400, error.message)
        : show(c, senselessPage(c.req.path, error.message), 400)
    context.onError?.(error)
    return tell(c, isOfWarehouse(error) || c.req.path === '/healthz' ? 'warehouse' : 'bug')
  })
  app.notFound(async (c) => {
    const page = context.isStatic ? null : base.withoutSlash(c.req.url)
    if (page !== null) return c.redirect(page, 301)
    if (isForPrograms(c.req.path)) return problem(c, 404, 'there is nothing at this address')
    return show(c, missingPage(c.req.path, 'No such page', 'There is nothing at this address.'), 404)
  })
  return app
}

/** True for what the database takes as text. */
function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** True for an error of the database that is none of the statement: what is wrong with that is a bug. */
function isOfWarehouse(error: Error): boolean {
  if (error instanceof PaperboyError) return true
  const code = 'code' in error ? String(error.code) : ''
  // Classes of SQLSTATE: 22 is about values, 42 about names and syntax.
  return /^[0-9A-Z]{5}$/.test(code) && !/^(?:22|42)/.test(code)
}

/** True for what no person looks at. */
function isForPrograms(path: string): boolean {
  return (
    path.startsWith('/api/') || path.startsWith('/feed/') || path.startsWith('/feed.') || path === '/healthz'
  )
}

/** The cursors of an address. */
function cursorsOf(c: Context): PageAsked {
  return { after: c.req.query('after'), before: c.req.query('before') }
}

/** The instant that `?at=` names; null without it, `none` when it is none. */
function instantOf(c: Context): Temporal.Instant | null | 'none' {
  const text = c.req.query('at')
  if (text === undefined) return null
  const parsed = selectionOf({ at: text })
  return 'selection' in parsed ? parsed.selection.at : 'none'
}
