import { html } from 'hono/html'
import { describeSelection } from '../../../query/describe-selection.ts'
import { type Hint, hintsOf, pairsInstead } from '../../../query/hints-of.ts'
import { selectPapers } from '../../../query/select-papers.ts'
import { ORDERS, type Selection, selectionOf } from '../../../query/selection.ts'
import type { Markup, Page } from '../parts/page.ts'
import { paperList } from '../parts/paper-list.ts'
import type { SiteContext } from '../site-context.ts'

const FIELDS = [
  ['q', 'Words', 'search'],
  ['organization', 'Organization', 'text'],
  ['author', 'Author', 'text'],
  ['keyword', 'Keyword', 'text'],
  ['submitter', 'Brought by', 'text'],
  ['votes', 'At least votes', 'number'],
] as const

/** A form with the parts of a selection, and what they find. */
export async function searchPage(
  context: SiteContext,
  pairs: Readonly<Record<string, string>>,
): Promise<Page> {
  const given = Object.fromEntries(Object.entries(pairs).filter(([, value]) => value.trim() !== ''))
  return {
    path: '/search',
    title: given['q'] === undefined ? 'Search' : `Search: ${given['q']}`,
    description: 'Full-text search in titles, keywords, abstracts and names of all daily papers.',
    section: '/search',
    feeds: [],
    isSettled: false,
    body: html` <h1>Search</h1>
      ${
        context.isStatic
          ? html`<div id="static-search"><p class="quiet">Searching these pages needs JavaScript.</p></div>
              <script type="module" src="/static-search.js"></script>`
          : form(given)
      }
      <div id="found" aria-live="polite">${await found(context, given)}</div>`,
  }
}

async function found(
  { executor, now }: SiteContext,
  given: Readonly<Record<string, string>>,
): Promise<Markup | string> {
  if (Object.keys(given).length === 0) return ''
  const parsed = selectionOf(given)
  if ('problem' in parsed) return html`<p class="notice" role="alert">${parsed.problem}</p>`
  const { papers } = await selectPapers(executor, parsed.selection, now())
  return html`<h2>${describeSelection(parsed.selection)}</h2>
    ${paperList(papers, { withDays: true })}
    ${papers.length > 0 ? '' : hintLines(parsed.selection, await hintsOf(executor, parsed.selection))}`
}

function hintLines(selection: Selection, hints: readonly Hint[]): (Markup | Promise<Markup>)[] {
  return hints.map((hint) => {
    const links = hint.nearest.map((name, place) => {
      const pairs = new URLSearchParams(pairsInstead(selection, hint, name))
      return html`${place === 0 ? '' : ', or '}<a href="/search?${pairs.toString()}">${name}</a>`
    })
    return html`<p>${hint.says} ${links.length === 0 ? '' : html`Did you mean ${links}?`}</p>`
  })
}

function form(given: Readonly<Record<string, string>>): Markup | Promise<Markup> {
  const option = (name: string, value: string, words: string) =>
    html`<option value="${value}" ${given[name] === value ? ' selected' : ''}>${words}</option>`
  return html`<form class="search" action="/search" method="get" role="search">
      ${FIELDS.map(
        ([name, label, type]) =>
          html`<label>${label}<input type="${type}" name="${name}" value="${given[name] ?? ''}" /></label>`,
      )}
      <label
        >Order<select name="order">
          <option value="">best</option>
          ${ORDERS.filter((order) => order !== 'rank').map((order) => option('order', order, order))}
        </select></label
      >
      <label
        >Code<select name="has">
          <option value="">any</option>
          ${option('has', 'code', 'with code')}
        </select></label
      >
      <button type="submit">Search</button>
    </form>
    <p class="quiet">
      Words are those of a web search: quotes, <code>or</code>, minus; an arXiv id or a link leads to its
      paper.
    </p>`
}
