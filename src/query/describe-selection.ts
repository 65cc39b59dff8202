import { plural } from '../model/plural.ts'
import { isOneDay, type MovingPeriod, type Period } from './period.ts'
import { type Order, type Selection, TOP_OF_DAY } from './selection.ts'

const MOVING: Record<Exclude<MovingPeriod, 'all'>, string> = {
  newest: 'of the newest day',
  today: 'of today',
  yesterday: 'of yesterday',
  'this-week': 'of this week',
  'last-week': 'of last week',
  'this-month': 'of this month',
  'last-month': 'of last month',
}

const ORDERED: Record<Order, string> = {
  rank: 'in the order of the list',
  votes: 'most votes first',
  momentum: 'most momentum first',
  match: 'best match first',
  newest: 'newest first',
}

/**
 * Describes a selection for a person: `Papers of the week 2026-W23 by nvidia with code, most votes first, at most 5`.
 *
 * @param isPaged true when the rest follows on further pages: then `top` is no limit
 */
export function describeSelection(selection: Selection, isPaged = false): string {
  const { period, order, top } = selection
  const most = isPaged || (isOneDay(period) && top >= TOP_OF_DAY) ? '' : `, at most ${top}`
  return `${describeFilters(selection)}, ${ORDERED[order]}${most}`
}

/** Title of a feed that leaves nothing out: `Papers of the week 2026-W23 by nvidia, most votes first`. */
export function describeFeed(selection: Selection): string {
  const { period, order } = selection
  if (period.kind !== 'newest') return `${describeFilters(selection)}, ${ORDERED[order]}`
  const filters = periodAndFilters({ ...selection, period: { kind: 'all' } })
  return `New papers${filters}${order === 'rank' ? '' : `, ${ORDERED[order]}`}`
}

/** Describes a selection without its order: `Papers of the week 2026-W23 by nvidia with code`. */
export function describeFilters(selection: Selection): string {
  return `Papers${periodAndFilters(selection)}`
}

function periodAndFilters(selection: Selection): string {
  const { period, at, words, organization, author, keyword, submitter, withCode, leastVotes } = selection
  const parts = [
    periodWords(period),
    at === null ? '' : `as of ${at.toString()}`,
    words === null ? '' : `about ${words}`,
    organization === null ? '' : `by ${organization}`,
    author === null ? '' : `with the author ${author}`,
    keyword === null ? '' : `with the keyword ${keyword}`,
    submitter === null ? '' : `submitted by ${submitter}`,
    withCode ? 'with code' : '',
    leastVotes === null ? '' : `with at least ${plural(leastVotes, 'vote')}`,
  ]
  return parts.flatMap((part) => (part === '' ? [] : [` ${part}`])).join('')
}

function periodWords(period: Period): string {
  if (period.kind === 'range') return `from ${period.key.replace('/', ' to ')}`
  if ('key' in period)
    return period.kind === 'day' ? `of ${period.key}` : `of the ${period.kind} ${period.key}`
  if (period.kind === 'moving-range') {
    const { from, to } = period
    return [from === null ? '' : `from ${from}`, to === null ? '' : `to ${to}`].join(' ').trim()
  }
  if (period.kind === 'last-days')
    return period.days === 1 ? 'of the last day' : `of the last ${period.days} days`
  if (period.kind === 'days-ago') return `of ${period.days} days ago`
  return period.kind === 'all' ? '' : MOVING[period.kind]
}
