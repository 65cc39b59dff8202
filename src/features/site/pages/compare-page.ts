import { html } from 'hono/html'
import { dayOf } from '../../../model/day.ts'
import { paperReference } from '../../../model/paper-reference.ts'
import { type Line, linesChart } from '../charts/lines-chart.ts'
import { type Compared, comparePath, MOST_COMPARED } from '../parts/compare-path.ts'
import { namePath, paperPath } from '../parts/links.ts'
import { mathText, mathWords } from '../parts/math-text.ts'
import type { Markup, Page } from '../parts/page.ts'
import { shortened } from '../parts/paper-list.ts'
import { count, periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { type CompareFacts, compareFacts, type ComparedPaper } from './compare-facts.ts'

type Part = Markup | Promise<Markup> | string

const HOUR_MS = 3_600_000
const LABEL = 60

/** Papers, or keywords, side by side as curves, with an address to share: `/compare?paper=2605.00001&keyword=agents`. */
export async function comparePage(
  { executor, now }: SiteContext,
  query: Readonly<Record<string, readonly string[]>>,
): Promise<Page> {
  const compared = askedFor(query)
  const facts = await compareFacts(executor, compared, dayOf(now()))
  const names = [...facts.papers.map(({ title }) => mathWords(title)), ...compared.keywords]
  const unknown = compared.papers.filter((id) => !facts.papers.some(({ paperId }) => paperId === id))
  return {
    path: comparePath(compared),
    title: names.length === 0 ? 'Compare' : `Compare ${shortened(names.join(', '), 120)}`,
    description: 'Votes, comments and stars of papers, and shares of keywords, side by side.',
    section: null,
    feeds: [],
    isSettled: false,
    body: html`<h1>Compare</h1>
      <p class="lead">
        Up to ${MOST_COMPARED} papers and ${MOST_COMPARED} keywords. The address of this page can be shared.
      </p>
      ${addForm(compared)} ${chosen(compared, facts)}
      ${unknown.map((id) => html`<p class="notice">No list has shown a paper ${id}.</p>`)}
      ${paperCharts(facts.papers)} ${keywordChart(facts)}`,
  }
}

function askedFor(query: Readonly<Record<string, readonly string[]>>): Compared {
  const texts = (name: string) => [
    ...new Set(
      (query[name] ?? [])
        .map((text) => text.replaceAll('\0', '').toWellFormed().trim().slice(0, 200))
        .filter((text) => text !== ''),
    ),
  ]
  return {
    papers: [...new Set(texts('paper').map((text) => paperReference(text) ?? text))].slice(0, MOST_COMPARED),
    keywords: texts('keyword').slice(0, MOST_COMPARED),
  }
}

function addForm({ papers, keywords }: Compared): Part {
  return html`<form class="search" action="/compare">
    ${papers.map((paper) => html`<input type="hidden" name="paper" value="${paper}" />`)}
    ${keywords.map((keyword) => html`<input type="hidden" name="keyword" value="${keyword}" />`)}
    ${papers.length < MOST_COMPARED ? html`<label>Paper (arXiv id or link)<input name="paper" maxlength="200" /></label>` : ''}
    ${keywords.length < MOST_COMPARED ? html`<label>Keyword<input name="keyword" maxlength="200" /></label>` : ''}
    <button>Add</button>
  </form>`
}

function chosen({ papers, keywords }: Compared, facts: CompareFacts): Part {
  if (papers.length + keywords.length === 0) return ''
  return html`<ul class="plain spaced" aria-label="Compared">
    ${facts.papers.map(
      ({ paperId, title }) =>
        html`<li>
          <a href="${paperPath(paperId)}" dir="auto">${mathText(title)}</a>
          ${without(title, { papers: papers.filter((id) => id !== paperId), keywords })}
        </li>`,
    )}
    ${keywords.map(
      (keyword) =>
        html`<li>
          <a href="${namePath('keyword', keyword)}" dir="auto">${keyword}</a>
          ${without(keyword, { papers, keywords: keywords.filter((each) => each !== keyword) })}
        </li>`,
    )}
  </ul>`
}

function without(name: string, rest: Compared): Part {
  return html`<a class="quiet" href="${comparePath(rest)}" rel="nofollow" aria-label="Remove ${name}"
    >Remove</a
  >`
}

const COUNTS = [
  ['upvotes', 'votes', 'Votes'],
  ['comments', 'comments', 'Comments'],
  ['stars', 'stars', 'GitHub stars'],
] as const

/** Each paper from its own start, so that those of different days can be compared. */
function paperCharts(papers: readonly ComparedPaper[]): Part {
  if (papers.length === 0) return ''
  const charts = COUNTS.map(([key, unit, title]) =>
    linesChart({
      name: unit,
      title: `${title} by days since submission`,
      unit,
      axis: 'days',
      isStepped: true,
      place: (x) => Number(x).toFixed(1),
      format: (value) => count(value),
      lines: papers.map((paper): Line => {
        const start = Date.parse(paper.start ?? paper.snapshots[0]?.at ?? '')
        return {
          name: shortened(mathWords(paper.title), LABEL),
          points: paper.snapshots.flatMap(({ at, [key]: value }) =>
            value === null ? [] : [{ x: Math.round((Date.parse(at) - start) / HOUR_MS) / 24, value }],
          ),
        }
      }),
    }),
  ).filter((drawn) => drawn !== null)
  return html`<h2>Papers</h2>
    ${
      charts.length === 0
        ? html`<p class="quiet">No counts of them are known.</p>`
        : html`<div class="charts">${charts.map((drawn) => html`<div>${drawn}</div>`)}</div>`
    }`
}

function keywordChart({ keywords }: CompareFacts): Part {
  if (keywords.length === 0) return ''
  const drawn = linesChart({
    name: 'keywords',
    title: 'Share of the papers of a month',
    unit: '% of papers',
    axis: null,
    isStepped: false,
    place: (x) => periodWords({ kind: 'month', key: new Date(x).toISOString().slice(0, 7) }),
    format: (value) => value.toFixed(1),
    lines: keywords.map(({ keyword, months }) => ({
      name: keyword,
      points: months.map(({ month, share }) => ({
        x: new Date(`${month}-01T00:00:00Z`),
        value: share * 100,
      })),
    })),
  })
  return html`<h2>Keywords</h2>
    ${drawn === null ? html`<p class="quiet">No papers are known of two years.</p>` : html`<div class="charts"><div>${drawn}</div></div>`}`
}
