import { flattenThread } from '../flatten-thread.ts'
import { LINKED_KEYS } from '../read-linked.ts'
import { asEntry } from './as-entry.ts'
import { asObject } from './site-values.ts'

type Props = Readonly<Record<string, unknown>>

/** Lists that belong to a paper's page, wherever they are; `read-paper-page.ts` reads them. */
const PAGE_LISTS = ['comments', 'upvoters', ...Object.values(LINKED_KEYS).flat()]

/** Keys of a page that are also beside `paper` in an entry of a list. */
const BESIDE_PAPER = ['organization', 'submitterOrganization'] as const

/** True when a page or an answer of the API has facts that only a paper's own page has. */
export function hasPageLists(props: Props): boolean {
  return PAGE_LISTS.some((key) => Array.isArray(props[key]))
}

/**
 * Shapes a paper of its own page as a list's entry, without what belongs to the page. The lists give the number
 * of comments as `numComments`; the page has the comments, of which remarks are counted: answers
 * and hidden ones included, changes of status and the like not.
 */
export function paperEntry(paper: Props, page: Props): Props {
  const isOfPage = ([key, value]: [string, unknown]) =>
    (PAGE_LISTS.includes(key) && (value === null || Array.isArray(value))) ||
    /^numTotal(?:Models|Datasets|Spaces)$/.test(key)
  const own = Object.fromEntries(Object.entries(paper).filter((each) => !isOfPage(each)))
  const remarks = flattenThread(page['comments'])?.filter(({ comment }) => comment['type'] === 'comment')
  return {
    ...(remarks && { numComments: remarks.length }),
    ...Object.fromEntries(BESIDE_PAPER.filter((key) => key in page).map((key) => [key, page[key]])),
    ...(asObject(asEntry(own)) ?? { paper: own }),
  }
}
