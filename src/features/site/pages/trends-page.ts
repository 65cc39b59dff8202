import { html } from 'hono/html'
import { dayOf } from '../../../model/day.ts'
import { newestDay } from '../../../query/select-papers.ts'
import { barChart } from '../charts/bar-chart.ts'
import { allMonths, type KnownSpan, monthWords } from '../charts/months.ts'
import { namePath } from '../parts/links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { table } from '../parts/table.ts'
import { count, counted, shortDay, WEEKDAYS } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { type Halves, type KeywordShift, type Mean, type Trends, readTrends } from './trends.ts'

type Part = Markup | Promise<Markup> | string

/** What changes: keywords, votes by place, hour and weekday, code, organizations. */
export async function trendsPage({ executor, now, isStatic }: SiteContext): Promise<Page> {
  const today = dayOf(now())
  const last = (await newestDay(executor)) ?? today
  const trends = await readTrends(executor, last)
  const span = { first: trends.first, last, today }
  return {
    path: '/trends',
    title: 'Trends',
    description: `Keywords that rise and fall, votes by place and hour, and organizations, until ${shortDay(last)}.`,
    section: '/trends',
    feeds: [],
    isSettled: false,
    body: html`<h1>Trends</h1>
      <p class="lead">
        From ${shortDay(trends.first)} to ${shortDay(last)}: ${counted(readPapers(trends), 'paper')}.
      </p>
      ${isStatic ? '' : html`<p class="live"><a href="/compare">Compare papers or keywords</a></p>`}
      ${keywordsPart(trends, span)} ${votesPart(trends)} ${codePart(trends, span)}
      ${organizationsPart(trends)}`,
  }
}

/** From the first day that is known: what was before is not known. */
function monthsOf({ first, last }: KnownSpan): string[] {
  return allMonths(first.slice(0, 7), last.slice(0, 7))
}

function readPapers({ months }: Trends): number {
  return months.reduce((sum, { papers }) => sum + papers, 0)
}

function keywordsPart(trends: Trends, span: KnownSpan): Part {
  const { rising, falling, halves, drawn } = trends
  if (halves === null || rising.length + falling.length === 0)
    return html`<h2>Keywords</h2>
      <p class="quiet">
        ${
          halves === null
            ? 'One day with a list is nothing to compare.'
            : `The newest ${counted(2 * halves.days, 'day')} with lists hold too few papers to compare them.`
        }
      </p>`
  const { days, papers, papersBefore } = halves
  return html`<h2>Keywords</h2>
    <p>
      Now: share of the ${counted(papers, 'paper')} submitted from ${shortDay(halves.first)} to
      ${shortDay(span.last)}, ${counted(days, 'day')} with ${days === 1 ? 'a list' : 'lists'}. Before: of the
      ${counted(papersBefore, 'paper')} from ${shortDay(halves.beforeFirst)} on, as many days.
    </p>
    <div class="charts">
      ${shiftTable('Rising', rising, halves)} ${shiftTable('Falling', falling, halves)}
    </div>
    <div class="charts">${drawn.map((keyword, place) => keywordChart(trends, keyword, place, span))}</div>`
}

function shiftTable(title: string, shifts: readonly KeywordShift[], halves: Halves): Part {
  if (shifts.length === 0) return ''
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title} keywords">
    <table>
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Keyword</th>
          <th scope="col" class="number">Before</th>
          <th scope="col" class="number">Now</th>
        </tr>
      </thead>
      <tbody>
        ${shifts.map(
          ({ keyword, shareBefore, share, papersBefore, papers }) =>
            html`<tr>
              <th scope="row"><a href="${namePath('keyword', keyword)}" dir="auto">${keyword}</a></th>
              <td class="number">${shareOf(shareBefore, papersBefore, halves.papersBefore)}</td>
              <td class="number">${shareOf(share, papers, halves.papers)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** A share with the papers that stand behind it. */
function shareOf(share: number, papers: number, all: number): Part {
  return html`${percent(share)}<br /><small class="quiet">${count(papers)} of ${count(all)}</small>`
}

function keywordChart(
  { months, keywordMonths }: Trends,
  keyword: string,
  place: number,
  span: KnownSpan,
): Part {
  const bars = monthsOf(span).map((month) => {
    const papers = keywordMonths.find((row) => row.keyword === keyword && row.month === month)?.papers ?? 0
    const all = months.find((row) => row.month === month)?.papers ?? 0
    const share = all === 0 ? 0 : papers / all
    return {
      label: month.slice(2),
      ...monthWords(month, span),
      value: share,
      cells: shareCells(papers, all),
    }
  })
  return (
    barChart({
      name: `keyword-${place + 1}`,
      title: `${keyword}: share of a month's papers`,
      unit: 'share',
      columns: ['Month', 'Share', 'Papers'],
      format: wholePercent,
      bars,
    }) ?? ''
  )
}

function votesPart({ ranks, hours, weekdays }: Trends): Part {
  const bars = (means: readonly Mean[], words: (key: number) => readonly [string, string]) =>
    means.map(({ key, papers, votes }) => {
      const [label, long] = words(key)
      return {
        label,
        words: long,
        value: votes ?? 0,
        cells: [votes === null ? count(null) : votes.toFixed(1), count(papers)],
      }
    })
  const common = { unit: 'votes a paper', format: (value: number) => count(Math.round(value)) }
  const drawn = [
    barChart({
      ...common,
      name: 'ranks',
      title: 'Votes a paper, by its place on a day',
      columns: ['Place', 'Votes a paper', 'Papers'],
      bars: bars(ranks, (rank) => [String(rank), `place ${rank}`]),
    }),
    barChart({
      ...common,
      name: 'hours',
      title: 'Votes a paper, by its hour of submission (UTC)',
      columns: ['Hour', 'Votes a paper', 'Papers'],
      bars: bars(everyHour(hours), (hour) => [
        String(hour).padStart(2, '0'),
        `${String(hour).padStart(2, '0')}:00`,
      ]),
    }),
    barChart({
      ...common,
      name: 'weekdays',
      title: 'Votes a paper, by its weekday of submission (UTC)',
      columns: ['Weekday', 'Votes a paper', 'Papers'],
      bars: bars(weekdays, (weekday) => {
        const name = WEEKDAYS[weekday - 1] ?? ''
        return [name.slice(0, 3), name]
      }),
    }),
  ].filter((each) => each !== null)
  return drawn.length === 0
    ? ''
    : html`<h2>Votes</h2>
        <div class="charts">${drawn}</div>`
}

/** All hours of a day: one without papers has its place. */
function everyHour(hours: readonly Mean[]): Mean[] {
  return Array.from(
    { length: 24 },
    (_, hour) => hours.find(({ key }) => key === hour) ?? { key: hour, papers: 0, votes: null },
  )
}

function codePart({ months }: Trends, span: KnownSpan): Part {
  if (months.length === 0) return ''
  const drawn = barChart({
    name: 'code',
    title: 'Papers with a repository, by month of submission',
    unit: 'share',
    columns: ['Month', 'With code', 'Papers'],
    format: wholePercent,
    bars: monthsOf(span).map((month) => {
      const { papers = 0, withCode = 0 } = months.find((row) => row.month === month) ?? {}
      const share = papers === 0 ? 0 : withCode / papers
      return {
        label: month.slice(2),
        ...monthWords(month, span),
        value: share,
        cells: shareCells(withCode, papers),
      }
    }),
  })
  return html`<h2>Code</h2>
    <div class="charts">${drawn}</div>`
}

function organizationsPart({ organizations, yearFirst }: Trends): Part {
  if (organizations.length === 0) return ''
  return html`<h2>Organizations</h2>
    <p>
      By the votes of their papers on the lists since ${shortDay(yearFirst)}.
      <a href="/organizations">All organizations</a>
    </p>
    ${table<Trends['organizations'][number]>(
      'Organizations',
      [
        [
          'Organization',
          ({ organization, name }) =>
            html`<a href="${namePath('organization', organization)}" dir="auto">${name ?? organization}</a>`,
        ],
        ['Papers', ({ papers }) => count(papers), 'number'],
        ['Votes', ({ upvotes }) => count(upvotes), 'number'],
      ],
      organizations,
    )}`
}

/** A month's share and the papers behind it; of a month without papers no share is known. */
function shareCells(papers: number, all: number): string[] {
  return all === 0 ? [count(null), '0'] : [percent(papers / all), `${count(papers)} of ${count(all)}`]
}

/** `12.5 %`, `2.0 %`. */
function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** `12 %`, or `0.5 %` where the axis needs it. */
function wholePercent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
