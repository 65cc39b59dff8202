import { html, raw } from 'hono/html'
import type { Markup } from '../parts/page.ts'
import { keepChart } from './chart-files.ts'
import type { Drawing } from './draw-plot.ts'

/** A row of a chart's table, and how far from the left its value stands in the drawing, in pixels of the view box. */
export interface ChartRow {
  readonly cells: readonly string[]
  readonly x: number
  /** The cells for programs: instants and numbers as they are. Default: the cells, their numbers without commas. */
  readonly values?: readonly string[]
}

/** A drawing with what it says: a caption, and its values as a table, which a pointer over the drawing also tells. */
export function chart(
  { name, svg }: Drawing,
  {
    caption,
    columns,
    rows,
  }: { readonly caption: string; readonly columns: readonly string[]; readonly rows: readonly ChartRow[] },
): Markup | Promise<Markup> {
  const files = keepChart({
    name,
    svg,
    rows: [columns, ...rows.map(({ cells, values }) => values ?? cells.map(plainNumber))],
  })
  // The drawing was made by serializing a document: what stands in it is escaped.
  return html`<figure class="chart">
    <figcaption>${caption}</figcaption>
    ${raw(svg)}
    <p class="told" aria-hidden="true"></p>
    <details>
      <summary>Values as a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="${caption}: values">
        <table>
          <thead>
            <tr>
              ${columns.map((column) => html`<th scope="col">${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(row)}
          </tbody>
        </table>
      </div>
    </details>
    ${
      files === null
        ? ''
        : html`<p class="downloads live">
            <a href="${files.svg}" rel="nofollow" download>SVG</a>
            <a href="${files.csv}" rel="nofollow" download>CSV</a>
          </p>`
    }
  </figure>`
}

/** `12,345` as `12345`, and nothing for what is not known. */
function plainNumber(cell: string): string {
  if (cell === '–') return ''
  return /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(cell) ? cell.replaceAll(',', '') : cell
}

function row({ cells, x }: ChartRow) {
  const [first, ...rest] = cells
  return html`<tr data-x="${x}">
    <th scope="row">${first}</th>
    ${rest.map((cell) => html`<td class="number">${cell}</td>`)}
  </tr> `
}
