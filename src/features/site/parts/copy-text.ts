import { html } from 'hono/html'
import type { Markup } from './page.ts'

/** A text to be taken away: it can be marked by hand, copied by a button where there is JavaScript, and had as a file. */
export interface CopiedText {
  /** Tells it from the others of its page: a word. */
  readonly name: string
  readonly title: string
  readonly text: string
  /** Path of the same as a file; null for none. */
  readonly file: string | null
}

/** Shows it. */
export function copyText({ name, title, text, file }: CopiedText): Markup | Promise<Markup> {
  return html`<div class="copied">
    <p class="turn">
      <strong>${title}</strong>
      <button type="button" data-copy="${name}-text" hidden>Copy</button>
      ${file === null ? '' : html`<a href="${file}" class="live" download>Download</a>`}
    </p>
    <pre id="${name}-text" tabindex="0" role="region" aria-label="${title}">${text}</pre>
  </div>`
}
