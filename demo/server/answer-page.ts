import { dayPage, periodPage, queryPage, trendingPage } from '../page/listing-page.ts'
import { paperPage } from '../page/paper-page.ts'
import { dayOfMs, isDay, periodOfMonth, periodOfWeek, weekOfDay } from '../site/calendar.ts'
import {
  dayListing,
  paperEntry,
  PERIOD_PAGE_SIZE,
  periodListing,
  searchListing,
  trendingListing,
} from '../site/listing.ts'
import { isPublished, newestPublished, publishedAfter, publishedBefore } from '../site/published-days.ts'
import { notFoundReply, pageReply, plainReply, redirectReply, type Reply } from './reply.ts'
import { viewOf, type SiteState } from './site-state.ts'

/** The most hits that a query page shows. */
const QUERY_PAGE_SIZE = 120

/** Answers an address under /papers. */
export function answerPage(site: SiteState, url: URL): Reply {
  const [, , kind, key] = url.pathname.split('/')
  if (kind === undefined || kind === '') return answerFrontPage(site, url.searchParams)
  if (kind === 'date') return answerDay(site, key ?? '', '/papers/date/')
  if (kind === 'week' || kind === 'month') return answerPeriod(site, kind, key ?? '')
  if (key !== undefined) return notFoundReply()
  return kind === 'trending' ? answerTrending(site) : answerPaper(site, decodeURIComponent(kind))
}

function answerFrontPage(site: SiteState, search: URLSearchParams): Reply {
  const words = search.get('q')
  if (words !== null && words.trim() !== '') return answerQuery(site, words)
  const newest = newestPublished(site.catalog, site.nowMs) ?? site.catalog.span.from
  return answerDay(site, search.get('date') ?? newest, '/papers?date=')
}

function answerDay(site: SiteState, asked: string, prefix: string): Reply {
  if (!isDay(asked)) return notFoundReply()
  const { catalog, nowMs } = site
  if (isPublished(catalog, asked, nowMs) || site.missingDay === 'empty') return showDay(site, asked)
  const nearest = publishedBefore(catalog, asked, nowMs) ?? newestPublished(catalog, nowMs)
  if (nearest === undefined) return showDay(site, asked)
  return site.missingDay === 'clamp' ? showDay(site, nearest) : redirectReply(`${prefix}${nearest}`)
}

function dayPageSource(site: SiteState, day: string): Parameters<typeof dayPage>[0] {
  const { catalog, nowMs } = site
  return {
    ...viewOf(site, day),
    day,
    entries: site.faults.thin(dayListing(catalog, day, nowMs)),
    previous: publishedBefore(catalog, day, nowMs),
    next: publishedAfter(catalog, day, nowMs),
  }
}

function showDay(site: SiteState, day: string): Reply {
  return pageReply(200, site.faults.render(dayPage(dayPageSource(site, day))))
}

function answerPeriod(site: SiteState, periodType: 'week' | 'month', asked: string): Reply {
  const { catalog, nowMs } = site
  const period = periodType === 'week' ? periodOfWeek(asked) : periodOfMonth(asked)
  if (period === undefined) return notFoundReply()
  if (periodType === 'week' && asked.endsWith('-W53') && site.week53 !== 'shown') {
    if (site.week53 === 'redirect') return redirectReply(`/papers/week/${asked.replace('W53', 'W52')}`)
    return site.week53 === 'not-found' ? notFoundReply() : plainReply(400, 'Bad Request\n')
  }
  const keyOf = (day: string | undefined): string | undefined => {
    if (day === undefined) return undefined
    return periodType === 'week' ? weekOfDay(day) : day.slice(0, 7)
  }
  const previous = keyOf(publishedBefore(catalog, period.from, nowMs))
  const entries = periodListing(catalog, period, nowMs)
  const nearest = previous ?? keyOf(newestPublished(catalog, nowMs))
  if (entries.length === 0 && nearest !== undefined && site.missingDay !== 'empty') {
    return site.missingDay === 'redirect'
      ? redirectReply(`/papers/${periodType}/${nearest}`)
      : answerPeriod(site, periodType, nearest)
  }
  const content = periodPage({
    ...viewOf(site, period.to < dayOfMs(nowMs) ? period.to : dayOfMs(nowMs)),
    periodType,
    period: asked,
    entries: site.faults.thin(entries.slice(0, PERIOD_PAGE_SIZE)),
    previous,
    next: keyOf(publishedAfter(catalog, period.to, nowMs)),
  })
  return pageReply(200, site.faults.render(content))
}

function answerTrending(site: SiteState): Reply {
  const entries = site.faults.thin(trendingListing(site.catalog, site.nowMs))
  return pageReply(200, site.faults.render(trendingPage({ ...viewOf(site, dayOfMs(site.nowMs)), entries })))
}

function answerQuery(site: SiteState, words: string): Reply {
  const newest = newestPublished(site.catalog, site.nowMs) ?? site.catalog.span.from
  const hits = site.faults.thin(searchListing(site.catalog, words, site.nowMs, QUERY_PAGE_SIZE))
  return pageReply(200, site.faults.render(queryPage({ ...dayPageSource(site, newest), words, hits })))
}

function answerPaper(site: SiteState, id: string): Reply {
  const entry = paperEntry(site.catalog, id, site.nowMs)
  if (entry === undefined) return notFoundReply()
  const { day } = entry.appearance
  const rank =
    1 + dayListing(site.catalog, day, site.nowMs).findIndex((one) => one.appearance.paper.id === id)
  return pageReply(200, site.faults.render(paperPage({ ...viewOf(site, day), entry, rank })))
}
