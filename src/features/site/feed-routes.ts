import { type Context, Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { dayOf, FIRST_DAY } from '../../model/day.ts'
import type { Feed } from '../feed/feed.ts'
import { readFeed } from '../feed/read-feed.ts'
import { FEED_FORMATS, type FeedFormat, renderFeed } from '../feed/render-feed.ts'
import { readPeriodCoverage } from '../../query/read-period-coverage.ts'
import { fixedPeriod, isPeriodKey } from '../../query/period.ts'
import { PAIR_NAMES, type ParsedSelection, type Selection, selectionOf } from '../../query/selection.ts'
import { problem } from './api/problem.ts'
import { cacheControl } from './cache-control.ts'
import type { SiteContext } from './site-context.ts'

const NAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  newest: { period: 'newest' },
  trending: { order: 'momentum' },
}

/** Parts that the name of a feed gives. */
const OF_THE_NAME = new Set(['day', 'week', 'month', 'from', 'to', 'period', 'at'])

/** Feeds: of the newest day, of what rises, of each day, week and month, and of any selection. */
export function feedRoutes(context: SiteContext): Hono {
  const { executor, now, source, publicUrl, isStatic } = context
  const feeds = new Hono()
  const readNow = async (selection: Selection) =>
    readFeed(executor, selection, { now: now(), site: source, self: null })
  // Written to files, a feed comes in each format, one after the other.
  const read = isStatic ? rememberLast(readNow) : readNow
  const send = async (c: Context, selection: Selection, format: FeedFormat, isSettled = false) => {
    const self = publicUrl === null ? null : `${publicUrl}${c.req.path}${new URL(c.req.url).search}`
    const feed = await read(selection)
    const { body, mediaType } = renderFeed({ ...feed, self }, format)
    return c.body(body, 200, { 'Content-Type': mediaType, 'Cache-Control': cacheControl(isSettled) })
  }

  for (const format of FEED_FORMATS) {
    for (const [name, pairs] of Object.entries(NAMED)) {
      feeds.get(`/feed/${name}.${format}`, async (c) => {
        const parsed = namedSelection(c, pairs)
        return 'problem' in parsed ? problem(c, 400, parsed.problem) : send(c, parsed.selection, format)
      })
    }
    if (isStatic) continue
    feeds.get(`/feed.${format}`, async (c) => {
      const parsed = givenOnce(c) ?? selectionOf(c.req.query())
      return 'problem' in parsed ? problem(c, 400, parsed.problem) : send(c, parsed.selection, format)
    })
  }
  feeds.get('/feed/:kind{day|week|month}/:file', async (c) => {
    const kind = kindOf(c.req.param('kind'))
    const [, key = '', ending = ''] = /^(.+)\.([a-z]+)$/u.exec(c.req.param('file')) ?? []
    const format = FEED_FORMATS.find((each) => each === ending)
    if (kind === null || format === undefined || !isPeriodKey(kind, key)) return c.notFound()
    const period = fixedPeriod(kind, key)
    const today = dayOf(now())
    if (period.days === null || period.days.last < FIRST_DAY || period.days.first > today) return c.notFound()
    const parsed = namedSelection(c, { [kind]: key })
    if ('problem' in parsed) return problem(c, 400, parsed.problem)
    // Files tell nobody how long they may be kept.
    const isWhole = !isStatic && (await readPeriodCoverage(executor, period, today)).isWhole
    return send(c, parsed.selection, format, isWhole)
  })
  return feeds
}

/** The selection of a feed with a name, with what an address adds to it. */
function namedSelection(c: Context, pairs: Readonly<Record<string, string>>): ParsedSelection {
  const given = c.req.query()
  const taken = PAIR_NAMES.filter((name) => !OF_THE_NAME.has(name) && pairs[name] === undefined)
  const odd = Object.keys(given).find((name) => !taken.some((each) => each === name))
  if (odd !== undefined) {
    const elsewhere = PAIR_NAMES.some((each) => each === odd) ? ', or it in /feed.atom, which takes all' : ''
    return { problem: `${odd}: this feed takes ${taken.join(', ')}${elsewhere}` }
  }
  return givenOnce(c) ?? selectionOf({ ...given, ...pairs })
}

function givenOnce(c: Context): { readonly problem: string } | null {
  const repeated = Object.entries(c.req.queries()).find(([, values]) => values.length > 1)
  return repeated === undefined ? null : { problem: `${repeated[0]}: expected it once` }
}

/** More feeds than are asked for at a time. */
const REMEMBERED = 32

/** Reads each of the last feeds once. */
function rememberLast(
  read: (selection: Selection) => Promise<Feed>,
): (selection: Selection) => Promise<Feed> {
  const known = new LRUCache<string, Promise<Feed>>({ max: REMEMBERED })
  return async (selection) => {
    const key = JSON.stringify(selection)
    const feed = known.get(key) ?? read(selection)
    known.set(key, feed)
    return feed
  }
}

function kindOf(text: string): 'day' | 'week' | 'month' | null {
  return text === 'day' || text === 'week' || text === 'month' ? text : null
}
