import { axisX, axisY, dot, gridY, line } from '@observablehq/plot'
import { html } from 'hono/html'
import type { Markup } from '../parts/page.ts'
import { chart } from './chart.ts'
import { drawPlot } from './draw-plot.ts'
import { sample } from './sample.ts'

/** A value at a place of the axis: days, or a month. */
export interface LinePoint {
  readonly x: number | Date
  readonly value: number
}

/** One of the lines of a chart. */
export interface Line {
  readonly name: string
  readonly points: readonly LinePoint[]
}

/** Lines over one axis, to be compared. */
export interface Lines {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** What the axis says; nothing for dates. */
  readonly axis: string | null
  readonly lines: readonly Line[]
  /** True for values that stay until the next one. */
  readonly isStepped: boolean
  /** How a place of the axis is written. */
  readonly place: (x: number | Date) => string
  /** How a value is written. */
  readonly format: (value: number) => string
}

const POINTS = 60
/** Lines of more points go without dots. */
const DOTS = 30
/** Lines are told apart without colours too. */
const DASHES = ['', '6,3', '2,2', '8,2,2,2', '1,3', '12,4'] as const

/** Draws lines, each with its colour and its dashes; null when none has a point. */
export function linesChart({
  name,
  title,
  unit,
  axis,
  lines,
  isStepped,
  place,
  format,
}: Lines): Markup | Promise<Markup> | null {
  const drawn = lines.map((each, index) => ({
    ...each,
    className: `line-${index + 1}`,
    dashes: DASHES[index % DASHES.length] ?? '',
    shown: sample(each.points, POINTS),
  }))
  const all = drawn.flatMap(({ shown }) => shown)
  if (all.length === 0) return null
  const most = all.reduce((best, { value }) => Math.max(best, value), 0)
  const drawing = drawPlot(
    {
      marginLeft: 44,
      marginTop: 24,
      marginBottom: axis === null ? 30 : 40,
      x: { label: axis, ...(all[0]?.x instanceof Date ? { type: 'utc' } : { type: 'linear', zero: true }) },
      y: { label: unit, zero: true, nice: true, ...(most === 0 ? { domain: [0, 1] } : {}) },
      marks: [
        gridY({ ticks: 4, className: 'grid' }),
        axisX({
          ticks: 5,
          ...(axis === null ? {} : { label: axis, labelAnchor: 'center', labelArrow: 'none' }),
        }),
        axisY({ ticks: 4, tickFormat: format }),
        ...drawn.map(({ shown, className, dashes }) =>
          line(shown, {
            x: 'x',
            y: 'value',
            className,
            ...(isStepped ? { curve: 'step-after' } : {}),
            ...(dashes === '' ? {} : { strokeDasharray: dashes }),
          }),
        ),
        // A line of one point is none.
        ...drawn.flatMap(({ shown, className }) =>
          shown.length > DOTS ? [] : [dot(shown, { x: 'x', y: 'value', r: 2.5, className })],
        ),
      ],
    },
    {
      name,
      title,
      description: drawn
        .flatMap(({ name: label, points }) => {
          const last = points.at(-1)
          return last === undefined ? [] : [`${label}: ${format(last.value)} ${unit} at ${place(last.x)}.`]
        })
        .join(' '),
    },
  )
  return html`${chart(drawing, {
    caption: title,
    columns: [axis ?? 'Month', 'Line', unit],
    rows: drawn.flatMap(({ name: label, shown }) =>
      shown.map(({ x, value }) => ({
        cells: [place(x), label, format(value)],
        values: [x instanceof Date ? x.toISOString().slice(0, 7) : String(x), label, String(value)],
        x: drawing.x(x),
      })),
    ),
  })}
  ${legend(drawn)}`
}

function legend(
  drawn: readonly { readonly name: string; readonly className: string; readonly dashes: string }[],
) {
  return html`<ul class="plain lines-legend">
    ${drawn.map(
      ({ name, className, dashes }) =>
        html`<li>
          <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
            <path
              d="M0 4h28"
              class="${className}"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              ${dashes === '' ? '' : html`stroke-dasharray="${dashes}"`}
            />
          </svg>
          <span dir="auto">${name}</span>
        </li>`,
    )}
  </ul>`
}
