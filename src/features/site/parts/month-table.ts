import { html } from 'hono/html'
import { addDays, type Day, daysFrom } from '../../../model/day.ts'
import type { Markup } from './page.ts'
import { periodWords } from './wording.ts'

type Part = Markup | Promise<Markup> | string

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

/** The days of a month in weeks from Monday; null for places before its first and after its last day. */
export function weeksOf(month: string): (Day | null)[][] {
  const first = `${month}-01`
  const last = addDays(addDays(first, 31).slice(0, 8).concat('01'), -1)
  const lead = Temporal.PlainDate.from(first).dayOfWeek - 1
  const slots: (Day | null)[] = [...Array.from({ length: lead }, () => null), ...daysFrom(first, last)]
  while (slots.length % 7 !== 0) slots.push(null)
  return Array.from({ length: slots.length / 7 }, (_, week) => slots.slice(week * 7, week * 7 + 7))
}

/**
 * A month as a small table.
 *
 * @param cell the cell of a day, a whole `td`; null for a day without one, of which the number is shown
 */
export function monthTable(month: string, cell: (day: Day) => Part | null): Part {
  return html`<table class="month">
    <caption>
      <a href="/month/${month}">${periodWords({ kind: 'month', key: month })}</a>
    </caption>
    <thead>
      <tr>
        ${WEEKDAYS.map((name) => html`<th scope="col">${name}</th> `)}
      </tr>
    </thead>
    <tbody>
      ${weeksOf(month).map(
        (week) =>
          html`<tr>
            ${week.map((day) => (day === null ? html`<td></td>` : (cell(day) ?? html`<td>${Number(day.slice(8))}</td>`)))}
          </tr>`,
      )}
    </tbody>
  </table>`
}
