import { html, raw } from 'hono/html'
import type { Markup } from './page.ts'

/** How a list may be looked at. */
export type ListView = 'cards' | 'table'

/** How an address asks to look at a list. */
export function viewOf(text: string | undefined): ListView {
  return text === 'table' ? 'table' : 'cards'
}

/**
 * The line above a list: which part of it is shown, and the other way to look at it. Files have one way.
 *
 * @param path of the list, without a query
 * @param query what stands in its address beside the view
 */
export function viewsLine(
  part: Markup | Promise<Markup> | string,
  view: ListView,
  {
    path,
    query = {},
    isStatic,
  }: { readonly path: string; readonly query?: Readonly<Record<string, string>>; readonly isStatic: boolean },
): Markup | Promise<Markup> {
  const link = (to: ListView, words: string) => {
    const pairs = new URLSearchParams({ ...query, ...(to === 'table' ? { view: to } : {}) }).toString()
    return html`<a
      href="${pairs === '' ? path : `${path}?${pairs}`}"
      rel="nofollow"
      ${to === view ? raw(' aria-current="true"') : ''}
      >${words}</a
    >`
  }
  return html`<div class="views">
    ${part}
    ${isStatic ? '' : html`<nav aria-label="View">${link('cards', 'Cards')} ${link('table', 'Table')}</nav>`}
  </div>`
}
