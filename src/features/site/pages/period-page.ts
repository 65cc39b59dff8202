import { html } from 'hono/html'
import { type Day, dayOf, daysFrom, FIRST_DAY, isoInstant, weekOf } from '../../../model/day.ts'
import { readPeriodCoverage } from '../../../query/read-period-coverage.ts'
import { type FixedPeriod, neighbour } from '../../../query/period.ts'
import { listPage, type PageAsked } from '../../../query/list-page.ts'
import { knownSelection } from '../../../query/selection.ts'
import { completeness } from '../parts/completeness.ts'
import { diary, type DiaryDay } from '../parts/diary.ts'
import { paperPath } from '../parts/links.ts'
import { weeksOf } from '../parts/month-table.ts'
import type { Markup, Page } from '../parts/page.ts'
import { partWords } from '../parts/page-links.ts'
import { MOST_LISTED } from '../parts/page-sizes.ts'
import { type Trail, trail } from '../parts/trail.ts'
import { counted, dayWords, instantWords, periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { diaryDays } from './diary-days.ts'
import { listBody } from './list-body.ts'
import { type GonePaper, gonePapers, lateRemarks } from './list-remarks.ts'
import { senselessPage } from './missing-page.ts'

/** The list of a day, or the papers of a week or month by votes; a day also as it stood at an instant. */
export async function periodPage(
  context: SiteContext,
  period: FixedPeriod,
  at: Temporal.Instant | null = null,
  asked: PageAsked = {},
): Promise<Page> {
  const { executor, now } = context
  const { kind, key } = period
  if (kind === 'range') throw new TypeError('a range of days has no page of its own')
  const today = dayOf(now())
  const isDay = kind === 'day'
  const selection = knownSelection({
    [kind]: key,
    ...(at === null ? {} : { at: isoInstant(at) }),
  })
  const path = `/${kind}/${key}`
  const isNow = isDay && at === null
  const [list, coverage, remarks, left, days] = await Promise.all([
    listPage(executor, selection, now(), MOST_LISTED[kind], asked),
    readPeriodCoverage(executor, period, today),
    isDay ? lateRemarks(executor, key) : [],
    isNow ? gonePapers(executor, key) : [],
    isDay || period.days === null ? [] : diaryDays(executor, period.days),
  ])
  if ('problem' in list) return senselessPage(path, list.problem)
  const { papers, total } = list
  const isFirst = list.start === 0
  const gone = list.next === null ? left : []
  const name = periodName(period)
  const [first] = papers
  const title = isDay ? `Papers of ${periodWords(period)}` : `Top papers of ${periodWords(period)}`
  return {
    path: asked.number === undefined || isFirst ? path : `${path}/${asked.number}`,
    title: isFirst ? title : `${title}: ${partWords(list, selection.order)}`,
    description:
      first === undefined
        ? `No papers are known of ${periodWords(period)}.`
        : `${isFirst ? counted(total, 'paper') : partWords(list, selection.order)}, first of them: ${first.title}`,
    section: sectionOf(period, today),
    feeds: [{ title: name, path: `/feed${path}.atom` }],
    isSettled: coverage.isWhole,
    body: html`${trail(trailOf(period))}
      <h1>${name}</h1>
      ${turns(period, today)} ${at === null ? completeness(coverage) : asItStood(period, at)}
      ${isDay || !isFirst ? '' : daysOf(period, days)}
      ${await listBody(context, {
        papers,
        place: list,
        order: selection.order,
        view: 'cards',
        path,
        query: at === null ? {} : { at: isoInstant(at) },
        withDays: !isDay,
        isWhole: isDay,
        remarks,
        isOneWay: at !== null,
      })}
      ${goneList(gone)}`,
  }
}

/** What a day, week or month is called over its page. */
export function periodName(period: FixedPeriod): string {
  return period.kind === 'day' ? dayWords(period.key) : periodWords(period)
}

/** Part of the site that a period belongs to: today's list is the front page's. */
export function sectionOf({ kind, key }: FixedPeriod, today: Day): string {
  return kind === 'day' ? (key === today ? '/' : '/month') : `/${kind}`
}

/** What a day or week lies in. */
export function trailOf({ kind, key, days }: FixedPeriod): Trail {
  if (kind === 'month' || days === null) return []
  const step = (of: 'week' | 'month', to: string) => ({
    to: `/${of}/${to}`,
    text: periodWords({ kind: of, key: to }),
  })
  const month = step('month', days.first.slice(0, 7))
  return kind === 'day' ? [month, step('week', weekOf(key))] : [month]
}

/** Links to the day, week or month before and after one. */
export function turns(period: FixedPeriod, today: Day): Markup | Promise<Markup> {
  const link = (to: FixedPeriod | null, rel: string, words: (name: string) => string) =>
    to === null || to.days === null || to.days.first > today || to.days.last < FIRST_DAY
      ? ''
      : html`<a rel="${rel}" href="/${to.kind}/${to.key}">${words(periodWords(to))}</a> `
  return html`<nav class="turn" aria-label="Before and after">
    ${link(neighbour(period, -1), 'prev', (name) => `← ${name}`)}${link(neighbour(period, 1), 'next', (name) => `${name} →`)}
  </nav>`
}

function asItStood({ key }: FixedPeriod, at: Temporal.Instant): Markup | Promise<Markup> {
  return html`<p class="notice">
    The list as it stood on ${instantWords(isoInstant(at))} UTC. <a href="/day/${key}">As it is now</a>
  </p>`
}

function daysOf(
  { kind, key, days }: FixedPeriod,
  known: readonly DiaryDay[],
): Markup | Promise<Markup> | string {
  if (days === null) return ''
  const weeks = kind === 'month' ? weeksOf(key) : [daysFrom(days.first, days.last)]
  return diary(`Days of ${periodWords({ kind, key })}`, weeks, known)
}

function goneList(gone: readonly GonePaper[]): Markup | Promise<Markup> | string {
  if (gone.length === 0) return ''
  return html`<h2>No longer on the list</h2>
    <ul class="plain">
      ${gone.map(
        ({ paperId, title, goneAt }) =>
          html`<li>
            <a href="${paperPath(paperId)}" dir="auto">${title}</a>
            <span class="quiet">gone since ${instantWords(goneAt)}</span>
          </li>`,
      )}
    </ul>`
}
