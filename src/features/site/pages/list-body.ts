import { html } from 'hono/html'
import type { PagePlace } from '../../../query/list-page.ts'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import type { Order } from '../../../query/selection.ts'
import { type ListView, viewsLine } from '../parts/list-views.ts'
import type { Markup } from '../parts/page.ts'
import { pageLinks, partLine } from '../parts/page-links.ts'
import { paperList, type Remark } from '../parts/paper-list.ts'
import { paperTable } from '../parts/paper-table.ts'
import type { SiteContext } from '../site-context.ts'
import { listFacts } from './list-facts.ts'

/** What a list is, and how it is looked at. */
export interface ListBody {
  readonly papers: readonly SelectedPaper[]
  readonly place: PagePlace
  readonly order: Order
  readonly view: ListView
  /** Of its first page, without a query. */
  readonly path: string
  /** What stands in the address of every page beside the view. */
  readonly query?: Readonly<Record<string, string>>
  readonly withDays?: boolean
  /** True for whole abstracts. */
  readonly isWhole?: boolean
  readonly remarks?: readonly Remark[]
  /** True for a list that can't be had as a table. */
  readonly isOneWay?: boolean
}

/** A page of a list: which part it is, its papers as cards or as a table, and links to the other pages. */
export async function listBody(
  context: SiteContext,
  { papers, place, order, view, path, query = {}, withDays, isWhole, remarks, isOneWay = false }: ListBody,
): Promise<Markup> {
  const { executor, now, isStatic } = context
  // Files are made of what is in their version: links that lead nowhere are taken out of them, and nothing moves.
  const facts = isStatic ? null : await listFacts(executor, papers, view === 'table' ? now() : null)
  const asked = view === 'table' ? { ...query, view } : query
  const part = partLine(place, order)
  return html`<h2 class="unseen">Papers</h2>
    ${isOneWay || papers.length === 0 ? part : viewsLine(part, view, { path, query, isStatic })}
    ${
      view === 'table'
        ? paperTable(
            papers.map((paper) => ({ ...paper, gained: facts?.get(paper.paperId)?.gained ?? null })),
            null,
          )
        : paperList(context, papers, {
            ...(facts === null ? {} : { facts }),
            ...(withDays === undefined ? {} : { withDays }),
            ...(isWhole === undefined ? {} : { isWhole }),
            ...(remarks === undefined ? {} : { remarks }),
          })
    }
    ${pageLinks(place, { path, query: asked, isStatic })}`
}
