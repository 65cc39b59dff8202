import { html } from 'hono/html'
import type { Markup } from './page.ts'

/** A column: its heading, what stands in it, and how: a number, or text that stays on its line. */
export type Column<Row> = readonly [
  heading: string,
  cell: (row: Row) => string | Markup | Promise<Markup>,
  kind?: 'number' | 'tight',
]

/** A table that scrolls by itself where it is wider than the page. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Markup | Promise<Markup> {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(([heading, , kind]) => html`<th scope="col" class="${kind ?? ''}">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(([, cell, kind]) => html`<td class="${kind ?? ''}">${cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
