import { html } from 'hono/html'
import { describeFilters } from '../../../query/describe-selection.ts'
import { type Hint, hintsOf, pairsInstead } from '../../../query/find-hints.ts'
import { type ListPage, listPage } from '../../../query/list-page.ts'
import { ORDERS, type Selection, selectionOf } from '../../../query/selection.ts'
import type { Markup, Page } from '../parts/page.ts'
import { pageLinks, partLine } from '../parts/page-links.ts'
import { paperList } from '../parts/paper-list.ts'
import type { SiteContext } from '../site-context.ts'
import { senselessPage } from './missing-page.ts'

/** Papers on a page, unless the address has `top`. */
const MOST_FOUND = 50

const FIELDS = [
  ['q', 'Words', 'search'],
  ['organization', 'Organization', 'text'],
  ['author', 'Author', 'text'],
  ['keyword', 'Keyword', 'text'],
  ['submitter', 'Brought by', 'text'],
  ['votes', 'At least votes', 'number'],
  ['from', 'From', 'date'],
  ['to', 'To', 'date'],
] as const

/** A form with the parts of a selection, and what they find. */
export async function searchPage(
  context: SiteContext,
  pairs: Readonly<Record<string, string>>,
): Promise<Page> {
  const { after, before, ...given } = Object.fromEntries(
    Object.entries(pairs).filter(([, value]) => value.trim() !== ''),
  )
  const parsed = Object.keys(given).length === 0 ? null : selectionOf(given)
  const selection = parsed !== null && 'selection' in parsed ? parsed.selection : null
  const most = given['top'] === undefined ? MOST_FOUND : (selection?.top ?? MOST_FOUND)
  const list =
    selection === null
      ? null
      : await listPage(context.executor, selection, context.now(), most, { after, before })
  if (list !== null && 'problem' in list) return senselessPage('/search', list.problem)
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
      <div id="found" aria-live="polite">
        ${
          parsed !== null && 'problem' in parsed
            ? html`<p class="notice" role="alert">${parsed.problem}</p>`
            : selection === null || list === null
              ? ''
              : await found(context, given, selection, list)
        }
      </div>`,
  }
}

async function found(
  { executor, isStatic }: SiteContext,
  given: Readonly<Record<string, string>>,
  selection: Selection,
  list: ListPage,
): Promise<Markup> {
  const hints = list.total > 0 ? [] : await hintsOf(executor, selection)
  return html`<h2>${describeFilters(selection)}</h2>
    ${partLine(list, selection.order)} ${paperList(list.papers, { withDays: true })}
    ${pageLinks(list, { path: '/search', query: given, isStatic })} ${hintLines(selection, hints)}`
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
