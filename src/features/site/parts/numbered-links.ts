import { html } from 'hono/html'
import type { Markup } from './page.ts'
import { count, counted } from './wording.ts'

/** Where a numbered page stands in its list. */
export interface NumberedPlace {
  readonly total: number
  /** From 1. */
  readonly number: number
  /** Rows on it. */
  readonly count: number
  /** The most rows of a page. */
  readonly most: number
}

/** `12 papers`, `101 to 200 of 535 papers`. */
export function numberedWords({ total, number, count: shown, most }: NumberedPlace, one: string): string {
  if (shown === total) return counted(total, one)
  const start = (number - 1) * most
  return `${count(start + 1)} to ${count(start + shown)} of ${counted(total, one)}`
}

/** Links to the pages before and after one; nothing for a list of one page. */
export function numberedLinks(
  { total, number, most }: NumberedPlace,
  { path, query = {} }: { readonly path: string; readonly query?: Readonly<Record<string, string>> },
): Markup | Promise<Markup> | string {
  const last = Math.ceil(total / most)
  if (last <= 1) return ''
  const link = (to: number, rel: 'prev' | 'next', words: string) => {
    if (to < 1 || to > last) return ''
    const pairs = new URLSearchParams({ ...query, ...(to === 1 ? {} : { page: String(to) }) }).toString()
    return html`<a rel="${rel}" href="${pairs === '' ? path : `${path}?${pairs}`}">${words}</a> `
  }
  return html`<nav class="turn pages" aria-label="Pages of this list">
    ${link(number - 1, 'prev', '← Page before')}
    <span>Page ${count(number)} of ${count(last)}</span>
    ${link(number + 1, 'next', 'Next page →')}
  </nav>`
}
