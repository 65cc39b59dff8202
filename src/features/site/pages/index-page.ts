import { html, raw } from 'hono/html'
import { dayOf } from '../../../model/day.ts'
import { sparkBars } from '../charts/sparkline.ts'
import { namePath } from '../parts/links.ts'
import { numberedLinks, numberedWords } from '../parts/numbered-links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { profileImage } from '../parts/profile-image.ts'
import { count, counted, periodWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { senselessPage } from './missing-page.ts'
import {
  INDEX_SORTS,
  type IndexedName,
  type IndexKind,
  type IndexSort,
  MOST_NAMES,
  nameIndex,
  type NameIndex,
} from './name-index.ts'
import { pageNumber } from './period-table-page.ts'

type Part = Markup | Promise<Markup> | string

/** What an address asks of an index. */
export interface IndexQuery {
  readonly q?: string | undefined
  readonly sort?: string | undefined
  readonly page?: string | undefined
}

/** Longer words are no part of any name. */
const LONGEST = 200

const ABOUT: Readonly<Record<IndexKind, string>> = {
  organization: 'Organizations that people of Hugging Face name as the source of a paper.',
  author: 'Authors by the names that stand on papers: two people of one name are one here.',
  keyword: "Keywords that Hugging Face's AI gives to papers.",
}

const HEADINGS: readonly (readonly [IndexSort, string])[] = [
  ['name', 'Name'],
  ['papers', 'Papers'],
  ['recent', 'Last 30 days'],
  ['votes', 'Votes'],
  ['mean', 'Votes a paper'],
  ['newest', 'Newest paper'],
]

/** All organizations, authors or keywords with the numbers of their papers. */
export async function indexPage(
  context: SiteContext,
  kind: IndexKind,
  { q = '', sort: typed = 'papers', page }: IndexQuery = {},
): Promise<Page> {
  const { executor, now, isStatic } = context
  const path = `/${kind}s`
  const words = q.trim()
  const sort = INDEX_SORTS.find((each) => each === typed)
  const number = pageNumber(page)
  if (sort === undefined)
    return senselessPage(path, `sort:${typed}: expected one of ${INDEX_SORTS.join(', ')}`)
  if (number === null) return senselessPage(path, `page:${page}: expected a number from 1`)
  if (words.length > LONGEST || words.includes('\0') || !words.isWellFormed())
    return senselessPage(path, `q: expected at most ${LONGEST} letters`)
  const index = await nameIndex(executor, { kind, words, sort, number, today: dayOf(now()) })
  const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}s`
  const place = { total: index.total, number, count: index.names.length, most: MOST_NAMES }
  const said = words === '' ? {} : { q: words }
  return {
    path,
    title: name,
    description: `${ABOUT[kind]} ${counted(index.total, kind)} with papers, votes and their last twelve months.`,
    section: path,
    feeds: [],
    isSettled: false,
    body: html`<h1>${name}</h1>
      <p class="lead">${ABOUT[kind]}</p>
      ${isStatic ? '' : form(path, { words, sort, kind })}
      <p class="quiet part">
        ${
          isStatic && index.total > MOST_NAMES
            ? `The ${count(MOST_NAMES)} with the most papers, of ${counted(index.total, kind)}`
            : numberedWords(place, kind)
        }
      </p>
      ${index.names.length === 0 ? html`<p>No ${kind} of that name.</p>` : namesTable(context, index, { path, said, kind, sort: isStatic ? null : sort })}
      ${isStatic ? '' : numberedLinks(place, { path, query: { ...said, ...(sort === 'papers' ? {} : { sort }) } })}`,
  }
}

function form(
  path: string,
  { words, sort, kind }: { readonly words: string; readonly sort: IndexSort; readonly kind: IndexKind },
): Part {
  return html`<form class="find" action="${path}" method="get" role="search" aria-label="${kind}s">
    <input type="search" name="q" value="${words}" aria-label="Part of a name" placeholder="Part of a name" />
    ${sort === 'papers' ? '' : html`<input type="hidden" name="sort" value="${sort}" />`}
    <button type="submit">Find</button>
  </form>`
}

function namesTable(
  context: SiteContext,
  { names, months }: NameIndex,
  {
    path,
    said,
    kind,
    sort,
  }: {
    readonly path: string
    readonly said: Readonly<Record<string, string>>
    readonly kind: IndexKind
    /** Null for a table that is what it is. */
    readonly sort: IndexSort | null
  },
): Part {
  const heading = ([by, words]: readonly [IndexSort, string]) => {
    const kindOf = by === 'name' ? '' : 'number'
    if (sort === null) return html`<th scope="col" class="${kindOf}">${words}</th> `
    const pairs = new URLSearchParams({ ...said, ...(by === 'papers' ? {} : { sort: by }) }).toString()
    const mark = by === 'name' ? '▲' : '▼'
    return html`<th
      scope="col"
      class="${kindOf}"
      ${by === sort ? raw(` aria-sort="${by === 'name' ? 'ascending' : 'descending'}"`) : ''}
    >
      <a href="${pairs === '' ? path : `${path}?${pairs}`}" rel="nofollow"
        >${words}${by === sort ? ` ${mark}` : ''}</a
      >
    </th> `
  }
  const [first, last] = [months[0] ?? '', months.at(-1) ?? '']
  const span = `from ${periodWords({ kind: 'month', key: first })} to ${periodWords({ kind: 'month', key: last })}`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${kind}s">
    <table class="dense">
      <thead>
        <tr>
          <th scope="col" class="number">#</th>
          ${HEADINGS.map(heading)}
          <th scope="col">Twelve months</th>
        </tr>
      </thead>
      <tbody>
        ${names.map((name) => row(context, name, kind, span))}
      </tbody>
    </table>
  </div>`
}

function row(
  context: SiteContext,
  { place, name, title, papers, recent, votes, newest, months }: IndexedName,
  kind: IndexKind,
  span: string,
): Part {
  return html`<tr>
    <td class="number">${count(place)}</td>
    <th scope="row">
      <a href="${namePath(kind, name)}" dir="auto"
        >${kind === 'organization' ? profileImage(context, 'logo', name) : ''}${title}</a
      >
    </th>
    <td class="number">${count(papers)}</td>
    <td class="number">${count(recent)}</td>
    <td class="number">${count(votes)}</td>
    <td class="number">${votes === null ? '–' : (votes / papers).toFixed(1)}</td>
    <td class="number">${newest === null ? '–' : shortDay(newest)}</td>
    <td>${sparkBars(months, `Papers a month ${span}: ${months.join(', ')}`)}</td>
  </tr> `
}
