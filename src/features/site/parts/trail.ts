import { html } from 'hono/html'
import type { Markup } from './page.ts'

/** What a page lies in, the widest first. */
export type Trail = readonly { readonly to: string; readonly text: string }[]

/** The way to a page from the section that it belongs to; the page itself is its heading. */
export function trail(steps: Trail): Markup | Promise<Markup> | string {
  if (steps.length === 0) return ''
  return html`<nav class="trail" aria-label="Where this page lies">
    <ol>
      ${steps.map(({ to, text }) => html`<li><a href="${to}">${text}</a></li> `)}
    </ol>
  </nav>`
}
