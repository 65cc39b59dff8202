import { z } from 'zod'
import { dayFrom, FIRST_DAY, isDay, isoInstant } from '../model/day.ts'
import { isOneDay, isPeriodKey, MOVING_PERIODS, type MovingPeriod, type Period } from './period.ts'

/**
 * Orders of papers: rank on the list, votes, momentum, match with the words, or the day of their
 * list, newest first.
 */
export const ORDERS = ['rank', 'votes', 'momentum', 'match', 'newest'] as const

export type Order = (typeof ORDERS)[number]

/** A selection of papers: a period, an order and filters. Feeds, mails, pages and exports all take one. */
export interface Selection {
  readonly period: Period
  /** The state at this instant; null for now. */
  readonly at: Temporal.Instant | null
  readonly order: Order
  /** Full-text search as in a web search: quotes, `or`, minus. */
  readonly words: string | null
  /** Handle or name of an organization, in any case. */
  readonly organization: string | null
  /** Name of an author, in any case and with or without accents. */
  readonly author: string | null
  /** In lower case. */
  readonly keyword: string | null
  /** Handle or name of the account that submitted it, in any case. */
  readonly submitter: string | null
  /** Only papers with a repository. */
  readonly withCode: boolean
  readonly leastVotes: number | null
  /** Maximum number of papers. */
  readonly top: number
  /** False for the default number: then a feed may show more. */
  readonly isTopGiven: boolean
}

/** Maximum number of papers of any selection. */
export const MOST_PAPERS = 1000

/** A day's list is shown whole. */
export const TOP_OF_DAY = 200
const TOP = 20

const LONGEST = 200

const oneLine = z
  .string()
  .trim()
  .min(1, 'expected some text')
  .max(LONGEST, `expected at most ${LONGEST} characters`)
  // oxlint-disable-next-line no-control-regex -- the database refuses NUL.
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line')
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `expected a whole number from ${least} to ${most}`)
const key = (kind: 'day' | 'week' | 'month', example: string) =>
  z
    .string()
    .refine(
      (text) => isPeriodKey(kind, text) && !text.startsWith('0000'),
      `expected a ${kind} that exists, as in ${kind}:${example}`,
    )

/** Any day, to check that a text is one, whatever today is. */
const SOME_DAY = '2026-06-03'

const dayText = (name: string) =>
  z
    .string()
    .refine(
      (text) => dayFrom(text, SOME_DAY) !== null && !text.startsWith('0000'),
      `expected a date that exists, today, yesterday or -7, as in ${name}:2026-06-03`,
    )

/** Maximum number of days of a period such as last-30-days. */
const MOST_LAST_DAYS = 366

/** Parses `last-30-days` into its number of days; null for other text. */
function lastDays(text: string): number | null {
  const [, digits] = /^last-(\d{1,3})-days$/.exec(text) ?? []
  const days = Number(digits ?? 0)
  return days >= 1 && days <= MOST_LAST_DAYS ? days : null
}

/** True for an instant that the database and four digits can hold. */
function isOfOurEra(instant: Temporal.Instant): boolean {
  const { year } = instant.toZonedDateTimeISO('UTC')
  return year >= 1 && year <= 9999
}

/**
 * A selection as pairs of name and text, as typed (`week:2026-W23`), in an address (`?week=2026-W23`)
 * and as stored.
 */
export const selectionPairs = z.strictObject({
  day: dayText('day')
    .optional()
    .describe('the list of a day (UTC): a date, today, yesterday, or -7 for seven days ago'),
  week: key('week', '2026-W23').optional().describe('the lists of an ISO week'),
  month: key('month', '2026-06').optional().describe('the lists of a month'),
  from: dayText('from').optional().describe('lists from this day on, in the forms of day'),
  to: dayText('to').optional().describe('lists up to and including this day'),
  period: z
    .string()
    .refine(
      isMovingPeriod,
      `expected one of ${MOVING_PERIODS.join(', ')} or last-30-days (1 to ${MOST_LAST_DAYS})`,
    )
    .optional()
    .describe(`a period that moves with the calendar: ${MOVING_PERIODS.join(', ')}, or last-30-days`),
  at: z.iso
    .datetime({ offset: true, error: 'expected an instant with its zone, as in at:2026-06-03T20:00:00Z' })
    .transform((text) => Temporal.Instant.from(text))
    .refine(isOfOurEra, 'expected an instant between the years 1 and 9999')
    .optional()
    .describe('the state at an instant'),
  order: z
    .enum(ORDERS, `expected one of ${ORDERS.join(', ')}`)
    .optional()
    .describe('order of the papers'),
  q: oneLine
    .optional()
    .describe('search words in title, keywords, abstract and names; or a paper, by its arXiv id or a link'),
  organization: oneLine.optional().describe('handle or name of an organization'),
  author: oneLine.optional().describe('name of an author'),
  keyword: oneLine
    .transform((text) => text.toLowerCase())
    .optional()
    .describe('a keyword'),
  submitter: oneLine.optional().describe('handle or name of the account that submitted it'),
  has: z
    .literal('code', 'expected code, for papers with a repository')
    .optional()
    .describe('code: with a repository'),
  votes: wholeNumber(0, 1_000_000).optional().describe('minimum number of votes'),
  top: wholeNumber(1, MOST_PAPERS).optional().describe('maximum number of papers'),
})

/** Names of a selection's pairs. */
export const PAIR_NAMES = Object.keys(selectionPairs.shape) as (keyof typeof selectionPairs.shape)[]

/** A parsed selection, or the sentence that says what was expected. */
export type ParsedSelection = { readonly selection: Selection } | { readonly problem: string }

/** Parses a selection from pairs of name and text, such as those of an address. */
export function selectionOf(pairs: Readonly<Record<string, string>>): ParsedSelection {
  const parsed = selectionPairs.safeParse(pairs)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? '')
    const expected =
      issue?.code === 'unrecognized_keys'
        ? `expected one of ${PAIR_NAMES.join(', ')}`
        : (issue?.message ?? '')
    return { problem: `${name}:${pairs[name] ?? ''}: ${expected}` }
  }
  const { day, week, month, from, to, period: moving, at = null, q: words = null } = parsed.data
  const periods: readonly Period[] = [
    ...(day === undefined ? [] : [periodOfDay(day)]),
    ...(week === undefined ? [] : [{ kind: 'week', key: week } as const]),
    ...(month === undefined ? [] : [{ kind: 'month', key: month } as const]),
    ...(from === undefined && to === undefined ? [] : [periodOfRange(from ?? null, to ?? null)]),
    ...(moving === undefined ? [] : [periodOfWord(moving)]),
  ]
  if (periods.length > 1)
    return { problem: `${periods.map((each) => periodText(each)).join(' and ')}: expected one period` }
  const { organization = null, author = null, keyword = null, submitter = null } = parsed.data
  const isSearch = [words, organization, author, keyword, submitter].some((filter) => filter !== null)
  const asked = parsed.data.order
  const isOfAll = isSearch || at !== null || asked === 'momentum'
  const period: Period = periods[0] ?? { kind: isOfAll ? 'all' : 'newest' }
  const order = asked ?? defaultOrder({ period, at, words })
  const selection: Selection = {
    period,
    at,
    order,
    words,
    organization,
    author,
    keyword,
    submitter,
    withCode: parsed.data.has === 'code',
    leastVotes: parsed.data.votes ?? null,
    top: parsed.data.top ?? defaultTop(period),
    isTopGiven: parsed.data.top !== undefined,
  }
  const problem = contradictionOf(selection)
  return problem === null ? { selection } : { problem }
}

/** Parses a selection known to be valid, such as one that a page always shows; a bug throws. */
export function knownSelection(pairs: Readonly<Record<string, string>>): Selection {
  const parsed = selectionOf(pairs)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.selection
}

function defaultOrder({ period, at, words }: Pick<Selection, 'period' | 'at' | 'words'>): Order {
  if (isOneDay(period)) return 'rank'
  if (period.kind !== 'all') return 'votes'
  if (at !== null) return 'momentum'
  return words === null ? 'newest' : 'match'
}

function defaultTop(period: Period): number {
  return isOneDay(period) ? TOP_OF_DAY : TOP
}

function contradictionOf({ period, at, order, words }: Selection): string | null {
  if (order === 'rank' && !isOneDay(period))
    return `order:rank: ranks are those of one day's list; expected a day with it, or order:votes`
  if (order === 'match' && words === null) return 'order:match: expected words to search for with it'
  if (at !== null && order !== 'momentum' && !isOneDay(period))
    return `at:${at.toString()}: expected a day with it (its list as of then), or order:momentum`
  return null
}

/** Parses a day as typed. */
function periodOfDay(text: string): Period {
  if (text === 'today' || text === 'yesterday') return { kind: text }
  return isDay(text) ? { kind: 'day', key: text } : { kind: 'days-ago', days: Number(text.slice(1)) }
}

/** Parses a range: two dates, or a start at the first list, are fixed; all else moves with the calendar. */
function periodOfRange(from: string | null, to: string | null): Period {
  const first = from ?? FIRST_DAY
  return to !== null && isDay(first) && isDay(to)
    ? { kind: 'range', key: `${first}/${to}` }
    : { kind: 'moving-range', from, to }
}

function periodOfWord(word: string): Period {
  const days = lastDays(word)
  return days === null ? { kind: word as MovingPeriod } : { kind: 'last-days', days }
}

/** Formats a period as pairs of name and text. */
function periodPairs(period: Period): readonly (readonly [name: string, text: string | null])[] {
  if (period.kind === 'range') {
    const [from = '', to = ''] = period.key.split('/')
    return [
      ['from', from],
      ['to', to],
    ]
  }
  if (period.kind === 'moving-range')
    return [
      ['from', period.from],
      ['to', period.to],
    ]
  if (period.kind === 'last-days') return [['period', `last-${period.days}-days`]]
  if (period.kind === 'days-ago') return [['day', `-${period.days}`]]
  return 'key' in period ? [[period.kind, period.key]] : [['period', period.kind]]
}

function periodText(period: Period): string {
  return periodPairs(period)
    .flatMap(([name, text]) => (text === null ? [] : [name === 'period' ? text : `${name}:${text}`]))
    .join(' ')
}

/** Formats a selection as pairs of name and text, without defaults; `selectionOf` reads them back. */
export function pairsOf(selection: Selection): Record<string, string> {
  const { period, at, order, words, organization, author, keyword, submitter, withCode, leastVotes } =
    selection
  const isUnsaid = period.kind === 'newest' || period.kind === 'all'
  const pairs: (readonly [string, string | null])[] = [
    ...periodPairs(period),
    ['at', at === null ? null : isoInstant(at)],
    ['order', order === defaultOrder(selection) ? null : order],
    ['q', words],
    ['organization', organization],
    ['author', author],
    ['keyword', keyword],
    ['submitter', submitter],
    ['has', withCode ? 'code' : null],
    ['votes', leastVotes === null ? null : String(leastVotes)],
    ['top', selection.isTopGiven ? String(selection.top) : null],
  ]
  const said = Object.fromEntries(pairs.flatMap(([name, text]) => (text === null ? [] : [[name, text]])))
  if (!isUnsaid) return said
  const { period: _, ...rest } = said
  const parsed = selectionOf(rest)
  return 'selection' in parsed && parsed.selection.period.kind === period.kind ? rest : said
}

/** True for the name of a moving period. */
export function isMovingPeriod(word: string): boolean {
  return MOVING_PERIODS.some((each) => each === word) || lastDays(word) !== null
}
