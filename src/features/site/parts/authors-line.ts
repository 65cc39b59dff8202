import { html } from 'hono/html'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import { namePath } from './links.ts'
import type { Markup } from './page.ts'
import { count } from './wording.ts'

/** Authors that a list names of each paper. */
export const NAMED_AUTHORS = 3

/**
 * The first authors of a paper.
 *
 * @param shown those who have a page; null where links that lead nowhere are taken out later, as of files
 */
export function authorsLine(
  { authors }: Pick<SelectedPaper, 'authors'>,
  shown: ReadonlySet<string> | null,
): Markup | Promise<Markup> | string {
  if (authors === null || authors.length === 0) return ''
  const more = authors.length - NAMED_AUTHORS
  const name = (author: string, place: number) => {
    const linked =
      shown === null || shown.has(author)
        ? html`<a href="${namePath('author', author)}" dir="auto">${author}</a>`
        : author
    return html`${place === 0 ? '' : ', '}${linked}`
  }
  return html`<span
    >${authors.slice(0, NAMED_AUTHORS).map(name)}${more > 0 ? ` and ${count(more)} more` : ''}</span
  >`
}
