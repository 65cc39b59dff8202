import { axisX, axisY, dot, gridY, line, ruleX, text } from '@observablehq/plot'
import { html } from 'hono/html'
import type { Day } from '../../../model/day.ts'
import type { Markup } from '../parts/page.ts'
import { count, counted, instantWords, shortDay } from '../parts/wording.ts'
import { chart } from './chart.ts'
import { drawPlot } from './draw-plot.ts'
import { sample } from './sample.ts'

/** A value at an instant. */
export interface CurvePoint {
  /** `2026-06-03T10:00:00.000Z` */
  readonly at: string
  readonly value: number
}

/** A value over time, as steps: it is known at its points, and stays until the next one. */
export interface Curve {
  readonly name: string
  readonly title: string
  /** What is counted: a word in the plural. */
  readonly unit: string
  readonly points: readonly CurvePoint[]
  /** Days to be marked. */
  readonly days?: readonly Day[]
  /** True when less is better: the best stands on top. */
  readonly isRank?: boolean
}

/** More points can't be told apart in the drawing, and make it heavy. */
const POINTS = 180

/** Draws a curve; a sentence when its value has always been the same, null when there is no point. The document is where it is drawn. */
export function curveChart(
  { name, title, unit, points, days = [], isRank = false }: Curve,
  document?: Document,
): Markup | Promise<Markup> | null {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return null
  const shown = sample(points, POINTS).map(({ at, value }) => ({ at, time: new Date(at), value }))
  const marked = days.map((day) => ({ day, time: new Date(`${day}T00:00:00Z`) }))
  const values = points.map(({ value }) => value)
  const [least, most] = [lowest(values), highest(values)]
  const amount = (value: number) => (isRank ? `rank ${value}` : counted(value, unit.replace(/s$/, ''), unit))
  const sentence = ({ at, value }: CurvePoint) => `${amount(value)} on ${instantWords(at)} UTC.`
  const description =
    `${sentence(first)} ${points.length > 1 ? sentence(last) : ''} Between ${count(least)} and ${count(most)}.` +
    (days.length > 0 ? ` On the lists of ${days.join(', ')}.` : '')
  if (least === most)
    return html`<p class="unchanged">
      ${title}: ${amount(least)}, unchanged since ${instantWords(first.at)} UTC.
    </p>`
  // Nothing here comes in halves.
  const ticks = isRank ? 4 : Math.max(1, Math.min(4, most))
  const drawing = drawPlot(
    {
      marginLeft: 44,
      marginTop: 24,
      x: {
        type: 'utc',
        label: null,
        ...(shown.length + marked.length === 1 ? { domain: dayAround(first.at) } : {}),
      },
      y: {
        label: unit,
        nice: !isRank,
        reverse: isRank,
        ...(isRank ? { domain: [1, Math.max(most, 5)] } : { zero: true }),
        ...(!isRank && most === 0 ? { domain: [0, 1] } : {}),
      },
      marks: [
        gridY({ ticks, className: 'grid' }),
        axisX({ ticks: 4, tickFormat: timeWords }),
        axisY({ ticks, tickFormat: count }),
        ruleX(marked, { x: 'time', className: 'day', strokeDasharray: '2,3' }),
        text(marked.slice(0, 1), {
          x: 'time',
          text: () => 'listed',
          frameAnchor: 'top',
          textAnchor: 'start',
          dx: 4,
          dy: 2,
          className: 'day',
        }),
        line(shown, { x: 'time', y: 'value', curve: 'step-after', className: 'curve' }),
        ...(shown.length <= 30 ? [dot(shown, { x: 'time', y: 'value', r: 2.5, className: 'point' })] : []),
      ],
    },
    { name, title, description: description.replaceAll(/ +/g, ' ') },
    document,
  )
  return chart(drawing, {
    caption: title,
    columns: ['Time (UTC)', unit],
    rows: shown.map(({ at, time, value }) => ({
      cells: [instantWords(at), count(value)],
      values: [at, String(value)],
      x: drawing.x(time),
    })),
  })
}

/** A place on the time axis, in UTC: `06:00`, at midnight `1 Oct`, with the year on its first day. */
function timeWords(time: Date): string {
  const [date, clock] = time.toISOString().split('T') as [string, string]
  if (!clock.startsWith('00:00')) return clock.slice(0, 5)
  const [day, month, year] = shortDay(date).split(' ') as [string, string, string]
  return `${day} ${month.slice(0, 3)}${date.endsWith('-01-01') ? `\n${year}` : ''}`
}

function dayAround(at: string): Date[] {
  const time = new Date(at).getTime()
  return [new Date(time - 43_200_000), new Date(time + 43_200_000)]
}

function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value))
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}
