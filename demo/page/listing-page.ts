import type { ListingEntry } from '../site/listing.ts'
import { accountJson, PUBLISHER, type JsonObject } from './account-json.ts'
import { renderCard } from './card.ts'
import { heavyMarkup } from './heavy-markup.ts'
import { entryJson } from './entry-json.ts'
import type { Era } from './era.ts'
import { escapeText } from './escape-html.ts'
import type { PageContent } from './page-content.ts'
import { renderTrendingCard } from './trending-card.ts'

/** What a card on the site has beyond the replica's, in bytes: classes, placeholders, icons, a closed dialog. */
const CARD_WEIGHT = 6000
/** What surrounds the list on the site beyond the replica's: menus, the footer, scripts. */
const FRAME_WEIGHT = 28_000

/** What every listing page is made from. */
export interface ListingPageSource {
  readonly entries: readonly ListingEntry[]
  readonly era: Era
  /** The day whose JSON keys the entries have. */
  readonly keyDay: string
  /** When the page is read, milliseconds since 1970. */
  readonly nowMs: number
  /** Whether the markup is as heavy as on the site. Default false: only what can be read from it. */
  readonly realWeight?: boolean
}

/** A day page; `previous` and `next` are the published days around it, absent at the ends. */
export interface DayPageSource extends ListingPageSource {
  readonly day: string
  readonly previous?: string | undefined
  readonly next?: string | undefined
}

/** A week ("2026-W23") or month ("2026-06") page. */
export interface PeriodPageSource extends ListingPageSource {
  readonly periodType: 'week' | 'month'
  readonly period: string
  readonly previous?: string | undefined
  readonly next?: string | undefined
}

/** A query page: the hits beside the list of the newest day, which the words do not filter. */
export interface QueryPageSource extends DayPageSource {
  readonly words: string
  readonly hits: readonly ListingEntry[]
}

/** The entries as a page carries them: as the API has them, and `upvoted`. */
function pageEntries(entries: readonly ListingEntry[], source: ListingPageSource): JsonObject[] {
  return entries.map((entry) => Object.assign(entryJson(entry, source), { upvoted: false }))
}

/** What the pages of days, weeks and months have besides since August 2026; what it means is not known. */
function newProps(keyDay: string): JsonObject {
  return keyDay >= '2026-08-01' ? { authLight: false } : {}
}

function publisher(keyDay: string): JsonObject {
  return accountJson(PUBLISHER, keyDay)
}

/** The list of one UTC day in the keys and the markup of its layout. */
export function dayPage(source: DayPageSource): PageContent {
  const { day, era, previous, next, keyDay } = source
  const dailyPapers = pageEntries(source.entries, source)
  const isOld = era === '2024'
  const addressOf = (other: string): string => (isOld ? `/papers?date=${other}` : `/papers/date/${other}`)
  const props = isOld
    ? {
        canSubmit: false,
        date: `${day}T00:00:00.000Z`,
        dailyPapers,
        nextDate: next,
        prevDate: previous,
        publisher: publisher(keyDay),
      }
    : {
        canSubmit: false,
        dateString: day,
        dailyPapers,
        prevDate: previous,
        publisher: publisher(keyDay),
        periodType: 'day',
        nextDate: next,
        query: {},
        isTrending: false,
        ...newProps(keyDay),
      }
  return {
    era,
    path: addressOf(day),
    title: 'Daily Papers - Hugging Face',
    target: 'DailyPapers',
    props,
    body: section(source, {
      heading: 'Daily Papers',
      marker: isOld
        ? `<time datetime="${day}T00:00:00.000Z">${day}</time>`
        : `<div class="text-sm">${day}</div>`,
      previous: previous && addressOf(previous),
      next: next && addressOf(next),
    }),
    ...(source.realWeight === true && { after: heavyMarkup(FRAME_WEIGHT) }),
  }
}

/** The list of a week or a month. */
export function periodPage(source: PeriodPageSource): PageContent {
  const { era, periodType, period, previous, next, keyDay } = source
  const addressOf = (other: string): string => `/papers/${periodType}/${other}`
  return {
    era,
    path: addressOf(period),
    title: 'Daily Papers - Hugging Face',
    target: 'DailyPapers',
    props: {
      canSubmit: false,
      dateString: period,
      dailyPapers: pageEntries(source.entries, source),
      prevDate: previous,
      publisher: publisher(keyDay),
      periodType,
      nextDate: next,
      query: {},
      isTrending: false,
      ...newProps(keyDay),
    },
    body: section(source, {
      heading: 'Daily Papers',
      marker: `<div class="text-sm">${period}</div>`,
      previous: previous && addressOf(previous),
      next: next && addressOf(next),
    }),
  }
}

/** The trending page: no dates at all. */
export function trendingPage(source: ListingPageSource): PageContent {
  const cards = source.entries.map((entry) => renderTrendingCard(entry, source.era, source.keyDay))
  return {
    era: source.era,
    path: '/papers/trending',
    title: 'Trending Papers - Hugging Face',
    target: 'DailyPapers',
    props: {
      canSubmit: false,
      dailyPapers: pageEntries(source.entries, source),
      publisher: publisher(source.keyDay),
      query: {},
      isTrending: true,
    },
    body: `<section class="container relative mb-20 mt-8"><h1 class="text-2xl font-bold">Trending Papers</h1> ${cards.join('')}</section>`,
  }
}

/** The answer to a search, with the hits as cards. */
export function queryPage(source: QueryPageSource): PageContent {
  const unfiltered = dayPage(source)
  const { words, hits } = source
  return {
    ...unfiltered,
    path: `/papers?q=${encodeURIComponent(words)}`,
    props: { ...unfiltered.props, query: { q: words }, searchResults: pageEntries(hits, source) },
    body: section(
      { ...source, entries: hits },
      { heading: 'Daily Papers', marker: `<div class="text-sm">${source.day}</div>` },
    ),
  }
}

interface SectionFrame {
  readonly heading: string
  readonly marker: string
  readonly previous?: string | undefined
  readonly next?: string | undefined
}

function section(source: ListingPageSource, { heading, marker, previous, next }: SectionFrame): string {
  const arrow = (address: string | undefined, text: string): string =>
    address === undefined ? '' : `<a class="btn gap-2" href="${escapeText(address)}">${text}</a>`
  const weight = source.realWeight === true ? heavyMarkup(CARD_WEIGHT) : ''
  const cards = source.entries.map((entry) => renderCard(entry, source.era, source.keyDay) + weight)
  const [open, close] = source.era === 'svelte5' ? ['<!--[-->', '<!--]-->'] : ['', '']
  return [
    '<section class="container relative mb-20 mt-8 md:mt-14">',
    `<h1 class="text-2xl font-bold">${heading}</h1><h2>by <a href="/akhaliq"><span class="underline">AK</span></a> and the research community</h2>`,
    `<div class="ml-6 flex items-center">${arrow(previous, '')}${marker}${arrow(next, '')}</div>`,
    `<div class="relative grid gap-5">${open}${cards.join('')}${close}<div class="mt-8 flex">${arrow(previous, 'Previous')} ${arrow(next, 'Next')}</div></div></section>`,
  ].join('')
}
