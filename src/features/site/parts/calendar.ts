import { html } from 'hono/html'
import { type Day, FIRST_DAY, isWeekday } from '../../../model/day.ts'
import { monthTable } from './month-table.ts'
import type { Markup } from './page.ts'
import { counted, shortDay } from './wording.ts'

/** A day as the calendar shows it. */
export interface CalendarDay {
  readonly day: Day
  /** As in the ledger, or `missing`. */
  readonly state: string
  readonly loaded: number | null
  /** True while papers and votes are still coming. */
  readonly stillOpen: boolean
  /** True when it is not known to be complete, and no more papers are coming by themselves. */
  readonly isGap: boolean
}

/** What a day can be, by the class that shows it. */
const LOOKS = {
  whole: 'complete',
  none: 'no list, as on weekends and holidays',
  open: 'still open: papers and votes are still coming',
  gap: 'may be incomplete',
} as const

type Look = keyof typeof LOOKS

/**
 * The days of each year, a table per month, the newest year unfolded.
 *
 * @param days in their order
 * @param options.today the last day that is shown
 * @param options.withUnread whether days that were never read have pages too
 */
export function calendar(
  days: readonly CalendarDay[],
  { today, withUnread }: { readonly today: Day; readonly withUnread: boolean },
): Markup | Promise<Markup> {
  const first = days[0]?.day.slice(0, 7) ?? ''
  const known = new Map(days.map((each) => [each.day, each]))
  const years = [...new Set(days.map(({ day }) => day.slice(0, 4)))].sort().toReversed()
  const dayCell = (day: Day) => cell(day, known.get(day), withUnread)
  const month = (key: string) =>
    monthTable(key, (day) => (day < FIRST_DAY || day > today ? null : dayCell(day)))
  return html`${legend()}
  ${years.map((year, place) => {
    const lists = days.filter(({ day, loaded }) => day.startsWith(year) && (loaded ?? 0) > 0).length
    const gaps = days.filter((each) => each.day.startsWith(year) && lookOf(each) === 'gap').length
    const months = Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`)
    const shown = months.filter((key) => key >= first && key <= today.slice(0, 7))
    return html`<details class="year" ${place === 0 ? ' open' : ''}>
      <summary>
        <strong>${year}</strong> ${counted(lists, 'list')}, ${gaps === 0 ? 'no gap' : counted(gaps, 'gap')}
      </summary>
      <div class="months">${shown.toReversed().map((key) => month(key))}</div>
    </details>`
  })}`
}

function cell(day: Day, known: CalendarDay | undefined, withUnread: boolean) {
  const number = Number(day.slice(8))
  const words = `${shortDay(day)}: ${meaning(known)}`
  const look = lookOf(known)
  if (!withUnread && (known === undefined || known.state === 'missing'))
    return html`<td class="${look ?? ''}" title="${words}">${number}</td>`
  return html`<td class="${look ?? ''}">
    <a href="/day/${day}" title="${words}" aria-label="${words}">${number}</a>
  </td>`
}

function lookOf(known: CalendarDay | undefined): Look | null {
  if (known === undefined) return null
  if (known.stillOpen) return 'open'
  if (isFreeDay(known)) return 'none'
  if (known.isGap) return 'gap'
  return known.state === 'complete' ? 'whole' : 'none'
}

/** States in which no list of the day is known. */
const WITHOUT_LIST: ReadonlySet<string> = new Set(['missing', 'empty', 'redirected'])

/** True for a Saturday or Sunday of which no list is known: hardly one ever had one. */
export function isFreeDay({ day, state, loaded }: Pick<CalendarDay, 'day' | 'state' | 'loaded'>): boolean {
  return !isWeekday(day) && WITHOUT_LIST.has(state) && (loaded ?? 0) === 0
}

function meaning(known: CalendarDay | undefined): string {
  if (known === undefined) return 'never read'
  const papers = counted(known.loaded ?? 0, 'paper')
  if (isFreeDay(known)) return `no list on weekends${known.state === 'missing' ? ', never read' : ''}`
  if (known.state === 'missing') return 'never read'
  if (known.state === 'complete') return known.isGap ? `${papers}, may be incomplete` : `${papers}, complete`
  if (known.stillOpen) return `${papers} so far, still open`
  if (known.state === 'open') return `${papers}, may have grown since it was read`
  const words = known.state === 'empty' || known.state === 'redirected' ? 'no list' : known.state
  return known.isGap ? `${words}, may be incomplete` : words
}

function legend() {
  return html`<ul class="legend">
    ${Object.entries(LOOKS).map(([look, words]) => html`<li><span class="${look}">7</span> ${words}</li>`)}
    <li><span>7</span> not read</li>
  </ul>`
}
