import { html } from 'hono/html'
import type { Markup } from './page.ts'

/** A search of all papers from any page: words, a name, or a paper's id or link. */
export function searchBox(): Markup | Promise<Markup> {
  return html`<form class="find" action="/search" method="get" role="search" aria-label="All papers">
    <input type="search" name="q" aria-label="Search papers" placeholder="Search papers, authors, ids" />
    <button type="submit">Search</button>
  </form>`
}
