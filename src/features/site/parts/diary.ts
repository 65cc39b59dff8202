import { html } from 'hono/html'
import type { Day } from '../../../model/day.ts'
import { paperPath } from './links.ts'
import type { Markup } from './page.ts'
import { counted, shortDay, WEEKDAYS } from './wording.ts'

/** What a diary says of a day. */
export interface DiaryDay {
  readonly day: Day
  readonly papers: number
  /** The first paper of its list. */
  readonly paperId: string
  readonly title: string
}

/**
 * The days of a week or month with the number of their papers and the first one.
 *
 * @param weeks days from Monday, null for what is no part of the period
 * @param days those with a list
 */
export function diary(
  caption: string,
  weeks: readonly (readonly (Day | null)[])[],
  days: readonly DiaryDay[],
): Markup | Promise<Markup> {
  const known = new Map(days.map((each) => [each.day, each]))
  // Hardly a weekend has a list.
  const isFree = (place: number) => !weeks.some((week) => known.has(week[place] ?? ''))
  return html`<table class="diary">
    <caption class="unseen">
      ${caption}
    </caption>
    <colgroup>
      ${WEEKDAYS.map((_, place) => (place > 4 && isFree(place) ? html`<col class="free" />` : html`<col />`))}
    </colgroup>
    <thead>
      <tr>
        ${WEEKDAYS.map((name) => html`<th scope="col">${name.slice(0, 3)}</th> `)}
      </tr>
    </thead>
    <tbody>
      ${weeks.map(
        (week) =>
          html`<tr>
            ${week.map((day) => (day === null ? html`<td></td>` : cell(day, known.get(day))))}
          </tr>`,
      )}
    </tbody>
  </table>`
}

function cell(day: Day, known: DiaryDay | undefined): Markup | Promise<Markup> {
  const number = Number(day.slice(8))
  if (known === undefined) return html`<td>${number}</td>`
  const { papers, paperId, title } = known
  return html`<td class="has">
    <p class="day">
      <a href="/day/${day}" aria-label="${shortDay(day)}: ${counted(papers, 'paper')}"
        ><strong>${number}</strong></a
      >
      <span>${papers}<span class="unit"> ${papers === 1 ? 'paper' : 'papers'}</span></span>
    </p>
    <p class="first"><a href="${paperPath(paperId)}" dir="auto">${title}</a></p>
  </td>`
}
