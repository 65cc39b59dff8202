import { html } from 'hono/html'
import type { PagePlace } from '../../../query/list-page.ts'
import type { Order } from '../../../query/selection.ts'
import type { Markup } from './page.ts'
import { count, counted } from './wording.ts'

const ORDERED: Readonly<Record<Order, string>> = {
  rank: 'in the order of the list',
  votes: 'by votes',
  momentum: 'by momentum',
  match: 'best match first',
  newest: 'newest first',
}

/** Which part of a list is shown: `1 to 100 of 855, by votes`; `12 papers, by votes` for a whole one. */
export function partWords({ total, start, count: shown }: PagePlace, order: Order): string {
  if (shown === 0) return total === 0 ? '' : `No more of ${counted(total, 'paper')}, ${ORDERED[order]}`
  return shown === total
    ? `${counted(total, 'paper')}, ${ORDERED[order]}`
    : `${rangeWords(start + 1, start + shown)} of ${count(total)}, ${ORDERED[order]}`
}

/** `101 to 200`; `101` for one. */
function rangeWords(first: number, last: number): string {
  return first === last ? count(first) : `${count(first)} to ${count(last)}`
}

/** The same above a list. */
export function partLine(place: PagePlace, order: Order): Markup | Promise<Markup> | string {
  const words = partWords(place, order)
  return words === '' ? '' : html`<p class="quiet part">${words}</p>`
}

/** How the pages of a list are addressed. */
export interface PageAddresses {
  /** Path of the first page. */
  readonly path: string
  /** What stands in the address of every page. */
  readonly query?: Readonly<Record<string, string>>
  /** True where further pages are files with a number, which stay as they were written. */
  readonly isStatic: boolean
}

/** Links to the pages before and after one; nothing for a list of one page. */
export function pageLinks(place: PagePlace, addresses: PageAddresses): Markup | Promise<Markup> | string {
  const { total, start, count: shown, most, next, previous } = place
  const isFirst = start === 0
  if (isFirst && next === null) return ''
  const from = Math.max(0, start - most)
  const before = html`<a
    rel="prev"
    href="${addressOf(addresses, from === 0 ? null : { before: previous, number: Math.ceil(start / most) })}"
    >← ${rangeWords(from + 1, Math.max(start, Math.min(most, total)))}</a
  >`
  const end = start + shown
  const after = html`<a
    rel="next"
    href="${addressOf(addresses, { after: next, number: Math.floor(start / most) + 2 })}"
    >${rangeWords(end + 1, Math.min(end + most, total))} →</a
  >`
  return html`<nav class="turn pages" aria-label="Pages of this list">
    ${isFirst ? '' : before} ${next === null ? '' : after}
  </nav>`
}

/** Address of a page; of the first for null, and for one whose neighbour has no papers. */
function addressOf(
  { path, query = {}, isStatic }: PageAddresses,
  page: { readonly after?: string | null; readonly before?: string | null; readonly number: number } | null,
): string {
  if (isStatic) return page === null || page.number === 1 ? path : `${path}/${page.number}`
  const cursor = page?.after ?? page?.before ?? null
  const name = typeof page?.after === 'string' ? 'after' : 'before'
  const pairs = new URLSearchParams({ ...query, ...(cursor === null ? {} : { [name]: cursor }) }).toString()
  return pairs === '' ? path : `${path}?${pairs}`
}
