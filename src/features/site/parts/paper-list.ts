import { html } from 'hono/html'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import { namePath, paperPath, safeLink } from './links.ts'
import type { Markup } from './page.ts'
import { count, counted, shortDay } from './wording.ts'

/** What may be told of a paper on a list beside what it is. */
export interface Remark {
  readonly paperId: string
  /** A word, such as `late`. */
  readonly tag: string
  /** What the word means here. */
  readonly meaning: string
}

/** How a list of papers is shown. */
export interface ListOptions {
  /** With the day of each paper's list. */
  readonly withDays?: boolean
  /** Without summaries. */
  readonly isShort?: boolean
  readonly remarks?: readonly Remark[]
}

const AUTHORS = 4
const SUMMARY = 320

/** Papers in their order, with votes, authors, organization and links. */
export function paperList(
  papers: readonly SelectedPaper[],
  options: ListOptions = {},
): Markup | Promise<Markup> {
  if (papers.length === 0) return html`<p class="quiet">No papers.</p>`
  return html`<ol class="papers">
    ${papers.map((paper) => entry(paper, options))}
  </ol>`
}

function entry(paper: SelectedPaper, { withDays = false, isShort = false, remarks = [] }: ListOptions) {
  const { paperId, title, upvotes, momentum, gained, aiSummary, abstract } = paper
  const summary = aiSummary ?? abstract
  const remark = remarks.find((each) => each.paperId === paperId)
  return html`<li>
    <div class="votes">
      ${count(upvotes)}
      <small
        >${upvotes === 1 ? 'vote' : 'votes'}${gained === null ? '' : html`<br />+${count(gained)} in 72 h`}</small
      >
    </div>
    <article>
      <h3><a href="${paperPath(paperId)}">${title}</a></h3>
      ${isShort || summary === null ? '' : html`<p>${shortened(summary, SUMMARY)}</p>`}
      <p class="facts">
        ${remark === undefined ? '' : html`<span class="tag" title="${remark.meaning}">${remark.tag}</span>`}
        ${authorsOf(paper)} ${organizationOf(paper)} ${countsOf(paper)}
        ${withDays && paper.day !== null ? html`<a href="/day/${paper.day}">${shortDay(paper.day)}</a>` : ''}
        ${momentum === null ? '' : html`<span>momentum ${momentum.toFixed(2)}</span>`}
      </p>
    </article>
  </li>`
}

function authorsOf({ authors }: SelectedPaper) {
  if (authors === null || authors.length === 0) return ''
  const more = authors.length - AUTHORS
  return html`<span>${authors.slice(0, AUTHORS).join(', ')}${more > 0 ? ` and ${more} more` : ''}</span>`
}

function organizationOf({ organization, organizationName }: SelectedPaper) {
  if (organization === null) return ''
  return html`<a href="${namePath('organization', organization)}">${organizationName ?? organization}</a>`
}

function countsOf({ comments, stars, repository }: SelectedPaper) {
  const link = safeLink(repository)
  return html`${comments === null || comments === 0 ? '' : html`<span>${counted(comments, 'comment')}</span>`}
  ${
    link === null
      ? ''
      : html`<a href="${link}" rel="noopener nofollow external"
          >code${stars === null ? '' : ` (${counted(stars, 'star')})`}</a
        >`
  }`
}

/** The first words of a text, whole; at most so many letters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2))}…`
}
