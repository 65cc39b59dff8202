import { html } from 'hono/html'
import { type Day, dayOf } from '../../../model/day.ts'
import { newestDay } from '../../../query/select-papers.ts'
import { barChart } from '../charts/bar-chart.ts'
import { allMonths } from '../charts/months.ts'
import { namePath } from '../parts/links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { count, counted, periodWords, shortDay, WEEKDAYS } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { type KeywordShift, type Mean, type Trends, trendsOf } from './trends.ts'

type Part = Markup | Promise<Markup> | string

/** What changes: keywords, votes by place, hour and weekday, code, organizations. */
export async function trendsPage({ executor, now }: SiteContext): Promise<Page> {
  const last = (await newestDay(executor)) ?? dayOf(now())
  const trends = await trendsOf(executor, last)
  return {
    path: '/trends',
    title: 'Trends',
    description: `Keywords that rise and fall, votes by place and hour, and organizations, until ${shortDay(last)}.`,
    section: '/trends',
    feeds: [],
    isSettled: false,
    body: html`<h1>Trends</h1>
      <p class="lead">
        From ${shortDay(trends.first)} to ${shortDay(last)}: ${counted(papersOf(trends), 'paper')}.
      </p>
      ${keywordsPart(trends, last)} ${votesPart(trends)} ${codePart(trends, last)}
      ${organizationsPart(trends)}`,
  }
}

/** From the first month with papers: what was before is not known. */
function monthsOf(months: Trends['months'], last: Day): string[] {
  const month = last.slice(0, 7)
  return allMonths(months[0]?.month ?? month, month)
}

function papersOf({ months }: Trends): number {
  return months.reduce((sum, { papers }) => sum + papers, 0)
}

function keywordsPart(trends: Trends, last: Day): Part {
  const { rising, falling, shiftDays, drawn } = trends
  if (rising.length + falling.length === 0)
    return html`<h2>Keywords</h2>
      <p class="quiet">The last ${2 * shiftDays} days hold too few papers to compare them.</p>`
  return html`<h2>Keywords</h2>
    <p>
      Share of the papers submitted in the ${shiftDays} days until ${shortDay(last)}, beside the ${shiftDays}
      days before them.
    </p>
    <div class="charts">${shiftTable('Rising', rising)} ${shiftTable('Falling', falling)}</div>
    <div class="charts">${drawn.map((keyword, place) => keywordChart(trends, keyword, place, last))}</div>`
}

function shiftTable(title: string, shifts: readonly KeywordShift[]): Part {
  if (shifts.length === 0) return ''
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title} keywords">
    <table>
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Keyword</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
          <th scope="col">Papers</th>
        </tr>
      </thead>
      <tbody>
        ${shifts.map(
          ({ keyword, shareBefore, share, papers }) =>
            html`<tr>
              <th scope="row"><a href="${namePath('keyword', keyword)}" dir="auto">${keyword}</a></th>
              <td class="number">${percent(shareBefore)}</td>
              <td class="number">${percent(share)}</td>
              <td class="number">${count(papers)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function keywordChart({ months, keywordMonths }: Trends, keyword: string, place: number, last: Day): Part {
  const bars = monthsOf(months, last).map((month) => {
    const papers = keywordMonths.find((row) => row.keyword === keyword && row.month === month)?.papers ?? 0
    const all = months.find((row) => row.month === month)?.papers ?? 0
    const share = all === 0 ? 0 : papers / all
    return {
      label: month.slice(2),
      words: periodWords({ kind: 'month', key: month }),
      value: share,
      cells: [percent(share), count(papers)],
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

function codePart({ months }: Trends, last: Day): Part {
  if (months.length === 0) return ''
  const drawn = barChart({
    name: 'code',
    title: 'Papers with a repository, by month of submission',
    unit: 'share',
    columns: ['Month', 'With code', 'Papers'],
    format: wholePercent,
    bars: monthsOf(months, last).map((month) => {
      const { papers = 0, withCode = 0 } = months.find((row) => row.month === month) ?? {}
      const share = papers === 0 ? 0 : withCode / papers
      return {
        label: month.slice(2),
        words: periodWords({ kind: 'month', key: month }),
        value: share,
        cells: [percent(share), count(papers)],
      }
    }),
  })
  return html`<h2>Code</h2>
    <div class="charts">${drawn}</div>`
}

function organizationsPart({ organizations, yearFirst }: Trends): Part {
  if (organizations.length === 0) return ''
  return html`<h2>Organizations</h2>
    <p>By the votes of their papers on the lists since ${shortDay(yearFirst)}.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Organizations">
      <table>
        <thead>
          <tr>
            <th scope="col">Organization</th>
            <th scope="col">Papers</th>
            <th scope="col">Votes</th>
          </tr>
        </thead>
        <tbody>
          ${organizations.map(
            ({ organization, name, papers, upvotes }) =>
              html`<tr>
                <th scope="row">
                  <a href="${namePath('organization', organization)}" dir="auto">${name ?? organization}</a>
                </th>
                <td class="number">${count(papers)}</td>
                <td class="number">${count(upvotes)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}

/** `12.5 %`, `2.0 %`. */
function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** `12 %`, or `0.5 %` where the axis needs it. */
function wholePercent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
