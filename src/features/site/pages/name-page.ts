import { html } from 'hono/html'
import { barChart } from '../charts/bar-chart.ts'
import { allMonths } from '../charts/months.ts'
import { type NameKind, namePath } from '../parts/links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { paperList } from '../parts/paper-list.ts'
import { count, counted, periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { MOST_NAMED, type NameFacts, type NameMonth } from './name-facts.ts'

/** What stands over a page about a name. */
const WORDS: Readonly<Record<NameKind, { readonly of: string; readonly does: string }>> = {
  organization: { of: 'Organization', does: 'stands behind' },
  author: { of: 'Author', does: 'wrote' },
  keyword: { of: 'Keyword', does: 'is a keyword of' },
  submitter: { of: 'Submitter', does: 'brought' },
}

/** The papers of an organization, an author, a keyword or a submitter. */
export function namePage({ isStatic }: SiteContext, { kind, name, title, months, papers }: NameFacts): Page {
  const all = months.reduce((sum, { papers }) => sum + papers, 0)
  const votes = months.reduce((sum, { upvotes }) => sum + (upvotes ?? 0), 0)
  const words = WORDS[kind]
  return {
    path: namePath(kind, name),
    title: `${title}: papers`,
    description: `${words.of} ${title} ${words.does} ${counted(all, 'paper')} with ${counted(votes, 'vote')}.`,
    section: null,
    feeds: [],
    isSettled: false,
    body: html`<p class="quiet">${words.of}</p>
      <h1 dir="auto">${title}</h1>
      <p class="lead">${counted(all, 'paper')}, ${counted(votes, 'vote')}.</p>
      ${isStatic ? '' : searchLink(kind, name)} ${monthsChart(months)}
      <h2>${all > MOST_NAMED ? `The newest ${MOST_NAMED} papers` : 'Papers'}</h2>
      ${paperList(papers, { withDays: true })}`,
  }
}

function searchLink(kind: NameKind, name: string): Markup | Promise<Markup> {
  return html`<p class="turn"><a href="/search?${kind}=${encodeURIComponent(name)}">Search among them</a></p>`
}

function monthsChart(rows: readonly NameMonth[]): Markup | Promise<Markup> | string {
  const known = rows.flatMap((row) => (row.month === null ? [] : [{ ...row, month: row.month }]))
  const [first, last] = [known[0]?.month, known.at(-1)?.month]
  if (first === undefined || last === undefined) return ''
  const drawn = barChart({
    name: 'months',
    title: 'Votes by month of submission',
    unit: 'votes',
    columns: ['Month', 'Votes', 'Papers'],
    format: (value) => count(value),
    bars: allMonths(first, last).map((month) => {
      const row = known.find((each) => each.month === month)
      return {
        label: month.slice(2),
        words: periodWords({ kind: 'month', key: month }),
        value: row?.upvotes ?? 0,
        cells: [row === undefined ? '0' : count(row.upvotes), count(row?.papers ?? 0)],
      }
    }),
  })
  return drawn === null ? '' : html`<div class="charts">${drawn}</div>`
}
