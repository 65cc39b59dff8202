import { html } from 'hono/html'
import type { Day } from '../../../model/day.ts'
import type { Markup } from './page.ts'
import { monthTable } from './month-table.ts'
import { counted, shortDay } from './wording.ts'

/** A day with the papers of its list. */
export interface DayPapers {
  readonly day: Day
  readonly papers: number
}

/** Depths of colour. */
const DEPTHS = 4

/**
 * Months, the newest last, each day as deep in colour as its list is long; a day without a list has none.
 *
 * @param days those with a list
 * @param months such as `2026-06`
 */
export function depthCalendar(
  days: readonly DayPapers[],
  months: readonly string[],
): Markup | Promise<Markup> {
  const known = new Map(days.map(({ day, papers }) => [day, papers]))
  const most = days.reduce((best, { papers }) => Math.max(best, papers), 1)
  const depthOf = (papers: number) => Math.max(1, Math.ceil((papers / most) * DEPTHS))
  const cell = (day: Day) => {
    const papers = known.get(day)
    if (papers === undefined) return null
    const words = `${shortDay(day)}: ${counted(papers, 'paper')}`
    return html`<td class="depth-${depthOf(papers)}">
      <a href="/day/${day}" title="${words}" aria-label="${words}">${Number(day.slice(8))}</a>
    </td>`
  }
  return html`<div class="months small">${months.map((month) => monthTable(month, cell))}</div>
    <ul class="legend" aria-label="Papers of a day">
      ${Array.from({ length: DEPTHS }, (_, index) => {
        const [least, last] = [
          Math.floor((index / DEPTHS) * most) + 1,
          Math.floor(((index + 1) / DEPTHS) * most),
        ]
        return least > last
          ? ''
          : html`<li>
              <span class="depth-${index + 1}">${least === last ? least : `${least}–${last}`}</span>
            </li> `
      })}
      <li>papers on a day's list; days without a list, such as weekends, are blank</li>
    </ul>`
}
