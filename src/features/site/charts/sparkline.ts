import { html } from 'hono/html'
import type { Markup } from '../parts/page.ts'
import { sample } from './sample.ts'

/** A value at an instant, in seconds since 1970. */
export type SparkPoint = readonly [at: number, value: number]

const WIDTH = 88
const HEIGHT = 30
/** Half a stroke stays inside. */
const EDGE = 1

const POINTS = 40

/**
 * A curve as small as a word, by steps: a value stays until the next one.
 *
 * @param points in the order of time
 * @param words what it says, for those who don't see it
 * @param until where the last value still holds, in seconds since 1970
 * @returns nothing for a single value that never changed: there is no curve
 */
export function sparkline(
  points: readonly SparkPoint[],
  words: string,
  until: number,
): Markup | Promise<Markup> | string {
  const shown = sample(points, POINTS)
  const [first, last] = [shown[0], shown.at(-1)]
  if (first === undefined || last === undefined || shown.length < 2) return ''
  const most = shown.reduce((best, [, value]) => Math.max(best, value), 1)
  const span = Math.max(until, last[0]) - first[0] || 1
  const x = (at: number) => tenths(EDGE + ((at - first[0]) / span) * (WIDTH - 2 * EDGE))
  const y = (value: number) => tenths(HEIGHT - EDGE - (Math.max(value, 0) / most) * (HEIGHT - 2 * EDGE))
  const steps = shown.slice(1).map(([at, value]) => `H${x(at)}V${y(value)}`)
  return svg(words, html`<path d="M${x(first[0])} ${y(first[1])}${steps.join('')}H${WIDTH - EDGE}" />`)
}

/** Bars as small as a word, such as papers of each month; nothing where all are 0. */
export function sparkBars(values: readonly number[], words: string): Markup | Promise<Markup> | string {
  const most = values.reduce((best, value) => Math.max(best, value), 0)
  if (most === 0) return ''
  const step = WIDTH / values.length
  const bars = values.map((value, place) => {
    const height = tenths(Math.max((value / most) * HEIGHT, value > 0 ? 2 : 0.5))
    return `M${tenths(place * step)} ${HEIGHT}v-${height}h${tenths(step - 1.5)}v${height}z`
  })
  return svg(words, html`<path class="bars" d="${bars.join('')}" />`)
}

function svg(words: string, drawn: Markup | Promise<Markup>): Markup | Promise<Markup> {
  return html`<svg
    class="spark"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${words}"
  >
    ${drawn}
  </svg>`
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
