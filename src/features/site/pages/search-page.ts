import { html } from 'hono/html'
import { describeFilters } from '../../../query/describe-selection.ts'
import { type Hint, findHints, pairsInstead } from '../../../query/find-hints.ts'
import { type ListPage, listPage } from '../../../query/list-page.ts'
import { ORDERS, type Selection, selectionOf } from '../../../query/selection.ts'
import { type ListView, viewOf } from '../parts/list-views.ts'
import type { Markup, Page } from '../parts/page.ts'
import type { SiteContext } from '../site-context.ts'
import { listBody } from './list-body.ts'
import { senselessPage } from './missing-page.ts'

/** Papers on a page, unless the address has `top`. */
const MOST_FOUND = 50

const FIELDS = [
  ['q', 'Words', 'search'],
  ['organization', 'Organization', 'text'],
  ['author', 'Author', 'text'],
  ['keyword', 'Keyword', 'text'],
  ['submitter', 'Submitted by', 'text'],
  ['votes', 'Minimum votes', 'number'],
  ['from', 'From', 'date'],
  ['to', 'To', 'date'],
] as const

/** A form with the parts of a selection, and what they find. */
export async function searchPage(
  context: SiteContext,
  pairs: Readonly<Record<string, string>>,
): Promise<Page> {
  const {
    after,
    before,
    view: typedView,
    ...given
  } = Object.fromEntries(Object.entries(pairs).filter(([, value]) => value.trim() !== ''))
  const view = viewOf(typedView)
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
              : await found(context, { given, view, selection, list })
        }
      </div>`,
  }
}

/** What was asked for, and what there is of it. */
interface Found {
  readonly given: Readonly<Record<string, string>>
  readonly view: ListView
  readonly selection: Selection
  readonly list: ListPage
}

async function found(context: SiteContext, { given, view, selection, list }: Found): Promise<Markup> {
  const hints = list.total > 0 ? [] : await findHints(context.executor, selection)
  return html`<h2>${describeFilters(selection)}</h2>
    ${await listBody(context, {
      papers: list.papers,
      place: list,
      order: selection.order,
      view,
      path: '/search',
      query: given,
      withDays: true,
    })}
    ${hintLines(selection, hints)}`
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
