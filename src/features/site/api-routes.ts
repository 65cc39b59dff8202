import { createRoute, OpenAPIHono, type z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { addDays, dayFrom, dayOf, FIRST_DAY, isDay } from '../../model/day.ts'
import { readPeriodCoverage } from '../../query/read-period-coverage.ts'
import { cursorOf, cursorText, pairsHash } from '../../query/cursor.ts'
import { findHints, hintText } from '../../query/find-hints.ts'
import { fixedPeriod } from '../../query/period.ts'
import { countPapers, KEY_COUNTS, selectPage, selectPapers } from '../../query/select-papers.ts'
import { MOST_PAPERS, type Selection, selectionOf } from '../../query/selection.ts'
import { selectionText } from '../../query/selection-text.ts'
import { snakeCase } from '../../commands/json.ts'
import { periodJson, trustJson } from './api/period-json.ts'
import { problem } from './api/problem.ts'
import { countCoverage, readCoverage, readDayCoverage, readFreshness } from './api/read-coverage.ts'
import { readPaper } from '../../query/read-paper.ts'
import {
  coverageQuery,
  coverageSchema,
  dayPath,
  dayQuery,
  daySchema,
  paperPath,
  paperSchema,
  papersQuery,
  papersSchema,
  problemSchema,
  trendingQuery,
} from './api/schemas.ts'
import { cacheControl } from './cache-control.ts'
import { clientAddresses } from './client-address.ts'
import { limitRequests, REQUEST_LIMIT } from './limit-requests.ts'
import type { SiteContext } from './site-context.ts'

const LIMIT = 50
const RISING_LIMIT = 20
const DAYS_LIMIT = 400

const says = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})

const gives = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
  304: { description: 'it is as it was: the ETag was sent as If-None-Match' },
  400: says('a part of the address makes no sense'),
  429: says('too many requests: RateLimit and Retry-After tell when to go on'),
  503: says('the warehouse does not answer'),
})

const missing = { 404: says('there is no such thing') }

const ROUTES = {
  papers: createRoute({
    method: 'get',
    path: '/papers',
    summary: 'Papers of a selection, page by page',
    request: { query: papersQuery },
    responses: gives('a page of papers', papersSchema),
  }),
  paper: createRoute({
    method: 'get',
    path: '/papers/{id}',
    summary: 'A paper with its lists, counts and titles',
    request: { params: paperPath },
    responses: { ...gives('the paper', paperSchema), ...missing },
  }),
  day: createRoute({
    method: 'get',
    path: '/days/{day}',
    summary: 'The whole list of a day, as it is or as it stood at an instant',
    request: { params: dayPath, query: dayQuery },
    responses: { ...gives('the list', daySchema), ...missing },
  }),
  coverage: createRoute({
    method: 'get',
    path: '/coverage',
    summary: 'Which days are whole, newest first',
    request: { query: coverageQuery },
    responses: gives('a page of days', coverageSchema),
  }),
  trending: createRoute({
    method: 'get',
    path: '/trending',
    summary: 'What rises, by momentum',
    request: { query: trendingQuery },
    responses: gives('the papers', papersSchema),
  }),
}

/** The same selections as the pages, as JSON, and an OpenAPI document of them. */
export function apiRoutes(context: SiteContext): OpenAPIHono {
  const { executor, now } = context
  const api = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return
      const [issue] = result.error.issues
      const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
      const expected = issue?.code === 'unrecognized_keys' ? 'there is no such parameter' : issue?.message
      return problem(c, 400, `${String(name ?? result.target)}: ${expected ?? ''}`)
    },
  })
  api.use(limitRequests(now, clientAddresses(context)))
  const keep = (c: Context, isSettled: boolean) => c.header('Cache-Control', cacheControl(isSettled))

  /** Says where the next page is (RFC 8288). */
  const leadOn = (c: Context, cursor: string | null) => {
    if (cursor === null) return
    const query = new URLSearchParams({ ...c.req.query(), cursor })
    c.header('Link', `<${context.publicUrl ?? ''}${c.req.path}?${query.toString()}>; rel="next"`)
  }

  /** A page of a selection, with the number of all its papers and the way to the next. */
  const readPage = async (
    c: Context,
    pairs: Readonly<Record<string, string>>,
    { limit, cursor: typed, top }: { limit: number; cursor?: string | undefined; top?: number | undefined },
  ) => {
    const parsed = selectionOf(pairs)
    if ('problem' in parsed) return parsed
    const of = pairsHash(pairs)
    const cursor = typed === undefined ? null : cursorOf(typed, of, KEY_COUNTS[parsed.selection.order])
    if (typed !== undefined && cursor === null)
      return { problem: 'cursor: expected a next_cursor of a page of this very selection' }
    // The newest day of the first page is that of all pages.
    const isNewest = cursor !== null && parsed.selection.period.kind === 'newest'
    const selection: Selection = isNewest
      ? { ...parsed.selection, period: { kind: 'day', key: cursor.day } }
      : parsed.selection
    const at = cursor?.now ?? now()
    const left = top === undefined ? limit : Math.max(0, Math.min(limit, top - (cursor?.end.place ?? 0)))
    const after = cursor?.end ?? null
    const { period, papers, next } = await selectPage(executor, selection, at, { after, most: left })
    const { total } = await countPapers(executor, selection, at, null)
    const end = next === null || (top !== undefined && next.place >= top) ? null : next
    const nextCursor =
      end === null ? null : cursorText({ of, now: at, day: period.days?.first ?? FIRST_DAY, end })
    leadOn(c, nextCursor)
    return {
      asked: parsed.selection,
      selection,
      period,
      page: {
        selection: selectionText(selection),
        period: periodJson(period),
        total: top === undefined ? total : Math.min(total, top),
        papers: papers.map((paper) => snakeCase(paper)),
        next_cursor: nextCursor,
      },
    }
  }

  api.openapi(ROUTES.papers, async (c) => {
    const { limit = LIMIT, cursor, top } = c.req.valid('query')
    const { limit: _limit, cursor: _cursor, ...pairs } = c.req.query()
    const read = await readPage(c, pairs, { limit, cursor, top })
    if ('problem' in read) return problem(c, 400, read.problem)
    const { asked, selection, period, page } = read
    const trust = isStanding(selection, now())
      ? null
      : await readPeriodCoverage(executor, period, dayOf(now()))
    const isFixed = 'key' in asked.period && selection.order !== 'momentum'
    keep(c, trust === null || (trust.isWhole && isFixed))
    const isWanting = page.papers.length === 0 && cursor === undefined
    return c.json(
      {
        ...page,
        trust: trust === null ? null : trustJson(trust),
        hints: isWanting ? (await findHints(executor, selection)).map(hintText) : [],
      },
      200,
    )
  })

  api.openapi(ROUTES.paper, async (c) => {
    const { id } = c.req.valid('param')
    const paper = await readPaper(executor, id)
    if (paper === null) return problem(c, 404, `${id}: no such paper is known`)
    keep(c, false)
    return c.json(paper, 200)
  })

  api.openapi(ROUTES.day, async (c) => {
    const today = dayOf(now())
    const typed = c.req.valid('param').day
    const day = dayFrom(typed, today) ?? typed
    if (day < FIRST_DAY || day > today)
      return problem(c, 404, `${day}: the lists go from ${FIRST_DAY} to today`)
    // Whole, however many there are.
    const parsed = selectionOf({ ...c.req.query(), day, top: String(MOST_PAPERS) })
    if ('problem' in parsed) return problem(c, 400, parsed.problem)
    const { papers } = await selectPapers(executor, parsed.selection, now())
    const trust = isStanding(parsed.selection, now())
      ? null
      : await readPeriodCoverage(executor, fixedPeriod('day', day), today)
    keep(c, trust === null || trust.isWhole)
    return c.json(
      {
        coverage: await readDayCoverage(executor, day, today),
        trust: trust === null ? null : trustJson(trust),
        papers: papers.map((paper) => snakeCase(paper)),
      },
      200,
    )
  })

  api.openapi(ROUTES.coverage, async (c) => {
    const { from: typedFrom, to: typedTo, limit = DAYS_LIMIT, cursor } = c.req.valid('query')
    const today = dayOf(now())
    const from = dayFrom(typedFrom ?? FIRST_DAY, today) ?? FIRST_DAY
    const to = dayFrom(typedTo ?? 'today', today) ?? today
    if (from > to) return problem(c, 400, `from ${from} is later than to ${to}`)
    const before = cursor === undefined ? null : Buffer.from(cursor, 'base64url').toString()
    if (before !== null && !isDay(before))
      return problem(c, 400, 'cursor: expected a next_cursor of the page before')
    const first = from < FIRST_DAY ? FIRST_DAY : from
    const last = before === null || before > to ? to : addDays(before, -1)
    const days = await readCoverage(executor, { first, last, most: limit + 1, today: dayOf(now()) })
    const shown = days.slice(0, limit)
    const end = days.length > limit ? shown.at(-1)?.day : undefined
    const nextCursor = end === undefined ? null : Buffer.from(end).toString('base64url')
    keep(c, false)
    leadOn(c, nextCursor)
    return c.json(
      {
        ...(await readFreshness(executor, dayOf(now()))),
        total: await countCoverage(executor, { first: from, last: to, today: dayOf(now()) }),
        days: shown,
        next_cursor: nextCursor,
      },
      200,
    )
  })

  api.openapi(ROUTES.trending, async (c) => {
    const { top, limit = top ?? RISING_LIMIT, cursor } = c.req.valid('query')
    const { limit: _limit, cursor: _cursor, ...pairs } = c.req.query()
    const read = await readPage(c, { ...pairs, order: 'momentum' }, { limit, cursor, top })
    if ('problem' in read) return problem(c, 400, read.problem)
    keep(c, false)
    return c.json({ ...read.page, trust: null, hints: [] }, 200)
  })

  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Paperboy',
      version: '1',
      description: `The Daily Papers of Hugging Face with their history. Read only. ${REQUEST_LIMIT.requests} requests per ${REQUEST_LIMIT.windowSeconds} seconds and client; the RateLimit fields say what is left.`,
    },
    servers: [{ url: `${context.publicUrl ?? ''}/api` }],
  })
  api.get('/openapi.json', (c) => {
    keep(c, true)
    return c.json(document)
  })
  api.get('/', (c) => c.redirect('/feeds'))
  return api
}

/** True for how a list stood at an instant, which stays. */
function isStanding({ at, order }: Selection, now: Temporal.Instant): boolean {
  return at !== null && order !== 'momentum' && Temporal.Instant.compare(at, now) < 0
}
