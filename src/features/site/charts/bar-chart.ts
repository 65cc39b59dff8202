import { axisX, axisY, barY, gridY, ruleY } from '@observablehq/plot'
import type { Markup } from '../parts/page.ts'
import { chart } from './chart.ts'
import { drawPlot } from './draw-plot.ts'

/** A bar. */
export interface Bar {
  /** What stands under it; each once. */
  readonly label: string
  /** The label in the table; the same when not given. */
  readonly words?: string
  readonly value: number
  /** True for a month that is not known to its end: drawn paler. */
  readonly isInPart?: boolean
  /** What its table row says, from the second column on. */
  readonly cells: readonly string[]
}

/** Values of names, months or places that have an order. */
export interface Bars {
  readonly name: string
  readonly title: string
  /** What the height says. */
  readonly unit: string
  /** Columns of the table, the first for the label. */
  readonly columns: readonly string[]
  readonly bars: readonly Bar[]
  /** How a height is written. */
  readonly format: (value: number) => string
}

/** Labels that fit side by side. */
const LABELS = 7

/** Draws bars; null when there is none. The document is where they are drawn. */
export function barChart(
  { name, title, unit, columns, bars, format }: Bars,
  document?: Document,
): Markup | Promise<Markup> | null {
  if (bars.length === 0) return null
  const highest = bars.reduce((best, bar) => (bar.value > best.value ? bar : best))
  const [first, last] = [bars[0], bars.at(-1)]
  const inPart = bars.filter(({ isInPart }) => isInPart === true).map(({ label, words = label }) => words)
  const step = Math.ceil(bars.length / LABELS)
  // What comes in whole ones has no halves.
  const ticks = bars.every(({ value }) => Number.isInteger(value))
    ? Math.max(1, Math.min(4, highest.value))
    : 4
  const drawing = drawPlot(
    {
      marginLeft: 44,
      marginTop: 24,
      x: { type: 'band', label: null, domain: bars.map(({ label }) => label), padding: 0.15 },
      y: { label: unit, zero: true, nice: true, ...(highest.value <= 0 ? { domain: [0, 1] } : {}) },
      marks: [
        gridY({ ticks, className: 'grid' }),
        axisX({
          ticks: bars.filter((_, place) => place % step === 0).map(({ label }) => label),
          tickSize: 0,
        }),
        axisY({ ticks, tickFormat: format }),
        barY(
          bars.filter(({ isInPart }) => isInPart !== true),
          { x: 'label', y: 'value', className: 'bar' },
        ),
        barY(
          bars.filter(({ isInPart }) => isInPart === true),
          { x: 'label', y: 'value', className: 'bar-in-part' },
        ),
        ruleY([0]),
      ],
    },
    {
      name,
      title,
      description: `${unit}, from ${first?.words ?? first?.label} to ${last?.words ?? last?.label}. Most: ${format(highest.value)}, ${highest.words ?? highest.label}.`,
    },
    document,
  )
  return chart(drawing, {
    caption: inPart.length === 0 ? title : `${title}; paler: ${inPart.join('; ')}`,
    columns,
    rows: bars.map(({ label, words = label, cells }) => ({
      cells: [words, ...cells],
      x: drawing.x(label),
    })),
  })
}
