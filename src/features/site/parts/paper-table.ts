import { html, raw } from 'hono/html'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import { namePath, paperPath } from './links.ts'
import type { Markup } from './page.ts'
import { count, gainWords } from './wording.ts'

type Part = Markup | Promise<Markup> | string

/** A paper as a row of a dense table. */
export type TablePaper = Pick<
  SelectedPaper,
  'place' | 'paperId' | 'title' | 'upvotes' | 'comments' | 'stars' | 'organization' | 'organizationName'
> & {
  /** Votes won in the last 24 hours; null where no change was seen. */
  readonly gained: number | null
}

/** What a table may be sorted by. */
export const TABLE_SORTS = ['rank', 'title', 'votes', 'gain', 'comments', 'stars', 'organization'] as const

export type TableSort = (typeof TABLE_SORTS)[number]

const HEADINGS: Readonly<Record<TableSort, string>> = {
  rank: '#',
  title: 'Title',
  votes: 'Votes',
  gain: '24 h',
  comments: 'Comments',
  stars: 'Stars',
  organization: 'Organization',
}

/** Texts are told apart from A to Z first, numbers from the largest. */
const ASCENDING: ReadonlySet<TableSort> = new Set(['rank', 'title', 'organization'])

/** How a table is sorted. */
export interface Sorting {
  readonly by: TableSort
  /** True against the way in which the column is sorted first. */
  readonly isReversed: boolean
}

/** A sorting as it stands in an address: `votes`, `-votes`. Null for what is none. */
export function sortingOf(text: string): Sorting | null {
  const name = text.replace(/^-/, '')
  const by = TABLE_SORTS.find((each) => each === name)
  return by === undefined ? null : { by, isReversed: text.startsWith('-') }
}

/** True for the least first. */
export function isAscending({ by, isReversed }: Sorting): boolean {
  return ASCENDING.has(by) !== isReversed
}

/**
 * Papers as a dense table.
 *
 * @param sorting how it is sorted, and the address of another way; null for a table that is what it is
 */
export function paperTable(
  papers: readonly TablePaper[],
  sorting: { readonly now: Sorting; readonly addressOf: (text: string) => string } | null,
): Part {
  if (papers.length === 0) return html`<p class="quiet">No papers.</p>`
  const heading = (by: TableSort) => {
    const kind = by === 'title' || by === 'organization' ? '' : 'number'
    const words =
      by === 'gain' ? html`<abbr title="votes won in the last 24 hours">24 h</abbr>` : HEADINGS[by]
    if (sorting === null) return html`<th scope="col" class="${kind}">${words}</th>`
    const isNow = sorting.now.by === by
    const to = sorting.addressOf(isNow && !sorting.now.isReversed ? `-${by}` : by)
    const mark = isNow ? (isAscending(sorting.now) ? ' ▲' : ' ▼') : ''
    const state = isNow ? raw(` aria-sort="${isAscending(sorting.now) ? 'ascending' : 'descending'}"`) : ''
    return html`<th scope="col" class="${kind}" ${state}>
      <a href="${to}" rel="nofollow">${words}${mark}</a>
    </th>`
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Papers">
    <table class="dense papers-table">
      <thead>
        <tr>
          ${TABLE_SORTS.map(heading)}
        </tr>
      </thead>
      <tbody>
        ${papers.map(row)}
      </tbody>
    </table>
  </div>`
}

function row({
  place,
  paperId,
  title,
  upvotes,
  gained,
  comments,
  stars,
  organization,
  organizationName,
}: TablePaper): Part {
  return html`<tr>
    <td class="number">${count(place)}</td>
    <th scope="row"><a href="${paperPath(paperId)}" dir="auto">${title}</a></th>
    <td class="number">${count(upvotes)}</td>
    <td class="number">
      ${gained === null ? '–' : html`<span class="${gained < 0 ? 'gain down' : gained > 0 ? 'gain' : ''}">${gainWords(gained)}</span>`}
    </td>
    <td class="number">${count(comments)}</td>
    <td class="number">${count(stars)}</td>
    <td>
      ${organization === null ? '' : html`<a href="${namePath('organization', organization)}" dir="auto">${organizationName ?? organization}</a>`}
    </td>
  </tr> `
}
