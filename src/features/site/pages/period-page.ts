import { html } from 'hono/html'
import { type Day, dayOf, daysFrom, FIRST_DAY, isoInstant } from '../../../model/day.ts'
import { coverageOf } from '../../../query/read-period-coverage.ts'
import { type FixedPeriod, neighbour } from '../../../query/period.ts'
import { listPage, type PageAsked } from '../../../query/list-page.ts'
import { knownSelection } from '../../../query/selection.ts'
import { completeness } from '../parts/completeness.ts'
import { paperPath } from '../parts/links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { pageLinks, partLine, partWords } from '../parts/page-links.ts'
import { MOST_LISTED } from '../parts/page-sizes.ts'
import { paperList } from '../parts/paper-list.ts'
import { counted, dayWords, instantWords, periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { type GonePaper, gonePapers, lateRemarks } from './list-remarks.ts'
import { senselessPage } from './missing-page.ts'

const SECTIONS = { day: '/', week: '/week', month: '/month', all: null } as const

/** The list of a day, or the papers of a week or month by votes; a day also as it stood at an instant. */
export async function periodPage(
  context: SiteContext,
  period: FixedPeriod,
  at: Temporal.Instant | null = null,
  asked: PageAsked = {},
): Promise<Page> {
  const { executor, now, isStatic } = context
  const { kind, key } = period
  if (kind === 'range') throw new TypeError('a range of days has no page of its own')
  const today = dayOf(now())
  const isDay = kind === 'day'
  const selection = knownSelection({
    [kind]: key,
    ...(at === null ? {} : { at: isoInstant(at) }),
  })
  const path = `/${kind}/${key}`
  const list = await listPage(executor, selection, now(), MOST_LISTED[kind], asked)
  if ('problem' in list) return senselessPage(path, list.problem)
  const { papers, total } = list
  const isFirst = list.start === 0
  const coverage = await coverageOf(executor, period, today)
  const remarks = isDay ? await lateRemarks(executor, key) : []
  const gone = isDay && at === null && list.next === null ? await gonePapers(executor, key) : []
  const name = isDay ? dayWords(key) : periodWords(period)
  const [first] = papers
  const title = isDay ? `Papers of ${periodWords(period)}` : `Top papers of ${periodWords(period)}`
  return {
    path: asked.number === undefined || isFirst ? path : `${path}/${asked.number}`,
    title: isFirst ? title : `${title}: ${partWords(list, selection.order)}`,
    description:
      first === undefined
        ? `No papers are known of ${periodWords(period)}.`
        : `${isFirst ? counted(total, 'paper') : partWords(list, selection.order)}, first of them: ${first.title}`,
    section: SECTIONS[kind],
    feeds: [{ title: name, path: `/feed${path}.atom` }],
    isSettled: coverage.isWhole,
    body: html` <h1>${name}</h1>
      ${turns(period, today)} ${at === null ? completeness(coverage) : asItStood(period, at)}
      ${isDay ? '' : daysOf(period, today)}
      <h2 class="unseen">Papers</h2>
      ${partLine(list, selection.order)} ${paperList(papers, { remarks, withDays: !isDay })}
      ${pageLinks(list, { path, ...(at === null ? {} : { query: { at: isoInstant(at) } }), isStatic })}
      ${goneList(gone)}`,
  }
}

function turns(period: FixedPeriod, today: Day): Markup | Promise<Markup> {
  const link = (to: FixedPeriod | null, rel: string, words: (name: string) => string) =>
    to === null || to.days === null || to.days.first > today || to.days.last < FIRST_DAY
      ? ''
      : html`<a rel="${rel}" href="/${to.kind}/${to.key}">${words(periodWords(to))}</a>`
  const month = period.key.slice(0, 7)
  const up =
    period.kind === 'day'
      ? html`<a href="/month/${month}">${periodWords({ kind: 'month', key: month })}</a>`
      : ''
  return html`<nav class="turn" aria-label="Before and after">
    ${link(neighbour(period, -1), 'prev', (name) => `← ${name}`)} ${up}
    ${link(neighbour(period, 1), 'next', (name) => `${name} →`)}
  </nav>`
}

function asItStood({ key }: FixedPeriod, at: Temporal.Instant): Markup | Promise<Markup> {
  return html`<p class="notice">
    The list as it stood on ${instantWords(isoInstant(at))} UTC. <a href="/day/${key}">As it is now</a>
  </p>`
}

function daysOf({ days }: FixedPeriod, today: Day): Markup | Promise<Markup> | string {
  if (days === null) return ''
  const past = daysFrom(
    days.first < FIRST_DAY ? FIRST_DAY : days.first,
    days.last < today ? days.last : today,
  )
  return html`<nav class="turn" aria-label="Days">
    ${past.map((day) => html`<a href="/day/${day}">${dayWords(day).slice(0, 3)} ${Number(day.slice(8))}</a> `)}
  </nav>`
}

function goneList(gone: readonly GonePaper[]): Markup | Promise<Markup> | string {
  if (gone.length === 0) return ''
  return html`<h2>No longer on the list</h2>
    <ul class="plain">
      ${gone.map(
        ({ paperId, title, goneAt }) =>
          html`<li>
            <a href="${paperPath(paperId)}">${title}</a>
            <span class="quiet">gone since ${instantWords(goneAt)}</span>
          </li>`,
      )}
    </ul>`
}
