import { html } from 'hono/html'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import { sparkline, type SparkPoint } from '../charts/sparkline.ts'
import { authorsLine } from './authors-line.ts'
import { cardPicture } from './card-picture.ts'
import { namePath, paperPath, safeLink } from './links.ts'
import type { SiteContext } from '../site-context.ts'
import type { Markup } from './page.ts'
import { profileImage } from './profile-image.ts'
import { count, counted, gainWords, shortDay } from './wording.ts'

type Part = Markup | Promise<Markup> | string

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
  readonly remarks?: readonly Remark[]
  /** What else is known of each; without it all authors are linked (see `authorsLine`). */
  readonly facts?: ReadonlyMap<
    string,
    { readonly authors: ReadonlySet<string>; readonly gained: number | null }
  >
  /** With the votes that each won in the last 24 hours. */
  readonly withGains?: boolean
  /** True for one column, where something stands beside it. */
  readonly isNarrow?: boolean
  /** True for the whole abstract, where few lists show it; else as much as fits a glance. */
  readonly isWhole?: boolean
}

/** A short list. */
export interface ShortListOptions {
  readonly withDays?: boolean
  /** How the votes of each paper grew. */
  readonly series?: ReadonlyMap<string, readonly SparkPoint[]>
  /** Until when, in seconds since 1970. */
  readonly until?: number
}

const SUMMARY = 320
/** Keeps words on one line. */
const TOGETHER = '\u00A0'
const NONE = html`<p class="quiet">No papers.</p>`

/** Papers in their order as cards, two in a row where there is room: place, votes, names, links, the abstract folded in. */
export function paperList(
  context: SiteContext,
  papers: readonly SelectedPaper[],
  options: ListOptions = {},
): Part {
  if (papers.length === 0) return NONE
  return html`<ol class="${options.isNarrow === true ? 'papers' : 'papers two'}">
    ${papers.map((paper) => card(context, paper, options))}
  </ol>`
}

/** The same in few lines: title, votes, who, and how the votes grew. */
export function shortList(papers: readonly SelectedPaper[], options: ShortListOptions = {}): Part {
  if (papers.length === 0) return NONE
  const { withDays = false, series, until = 0 } = options
  return html`<ol class="papers short">
    ${papers.map((paper) => {
      const points = series?.get(paper.paperId) ?? []
      return html`<li>
        ${votesOf(paper, paper.gained === null ? '' : gain(paper.gained, '72 h'))}
        <article>
          <h3><a href="${paperPath(paper.paperId)}" dir="auto">${paper.title}</a></h3>
          <p class="facts">${organizationOf(null, paper)}${withDays ? dayOfList(paper) : ''}</p>
        </article>
        ${sparkline(points, `Votes of ${paper.title}, in the last days: from ${count(points[0]?.[1] ?? null)} to ${count(points.at(-1)?.[1] ?? null)}`, until)}
      </li> `
    })}
  </ol>`
}

function card(
  context: SiteContext,
  paper: SelectedPaper,
  { withDays = false, remarks = [], facts, withGains = false, isWhole = false }: ListOptions,
): Part {
  const { paperId, place, title, momentum, gained } = paper
  const remark = remarks.find((each) => each.paperId === paperId)
  const known = facts?.get(paperId)
  const won =
    gained !== null
      ? gain(gained, '72 h')
      : !withGains || known === undefined || known.gained === null
        ? ''
        : gain(known.gained, '24 h')
  return html`<li>
    ${votesOf(paper, won)}
    <article>
      ${cardPicture(context, paperId)}
      <h3>
        <span class="rank">${count(place)}<span class="unseen">. </span></span
        ><a href="${paperPath(paperId)}" dir="auto">${title}</a>
      </h3>
      <p class="facts">
        ${organizationOf(context, paper)}${authorsLine(paper, facts === undefined ? null : (known?.authors ?? new Set()))}
      </p>
      <p class="facts">
        ${remark === undefined ? '' : html`<span class="tag" title="${remark.meaning}">${remark.tag}</span> `}
        ${countsOf(paper)}${withDays ? dayOfList(paper) : ''}${
          momentum === null ? '' : html`<span>momentum ${momentum.toFixed(2)}</span> `
        }
      </p>
      ${abstractOf(paper, isWhole)}
    </article>
  </li> `
}

function votesOf({ upvotes }: SelectedPaper, won: Part): Part {
  return html`<div class="votes">
    ${count(upvotes)}<small> ${upvotes === 1 ? 'vote' : 'votes'} ${won}</small>
  </div>`
}

/** Votes won in some hours; nothing for none. */
function gain(votes: number, span: string): Part {
  if (votes === 0) return ''
  return html`<span class="gain ${votes < 0 ? 'down' : ''}"
    >${gainWords(votes)} ${`in ${span}`.replaceAll(' ', TOGETHER)}</span
  >`
}

function organizationOf(
  context: SiteContext | null,
  { organization, organizationName }: SelectedPaper,
): Part {
  if (organization === null) return ''
  return html`<a href="${namePath('organization', organization)}" dir="auto"
    >${context === null ? '' : profileImage(context, 'logo', organization)}<strong
      >${organizationName ?? organization}</strong
    ></a
  > `
}

function dayOfList({ day }: SelectedPaper): Part {
  return day === null ? '' : html`<a href="/day/${day}">${shortDay(day)}</a> `
}

function countsOf({ comments, stars, repository }: SelectedPaper): Part {
  const link = safeLink(repository)
  return html`${comments === null || comments === 0 ? '' : html`<span>${counted(comments, 'comment')}</span>`}
  ${
    link === null
      ? ''
      : html`<a href="${link}" rel="noopener nofollow external"
          >code${stars === null ? '' : ` (${counted(stars, 'star')})`}</a
        > `
  }`
}

function abstractOf({ aiSummary, abstract }: SelectedPaper, isWhole: boolean): Part {
  if (isWhole && aiSummary !== null)
    return html`<p class="said" dir="auto">${shortened(aiSummary, SUMMARY)}</p>
      ${folded('Abstract', abstract)}`
  return isWhole
    ? folded('Abstract', abstract)
    : aiSummary === null
      ? folded('Abstract', abstract === null ? null : shortened(abstract, SUMMARY))
      : folded('Summary', shortened(aiSummary, SUMMARY))
}

function folded(name: string, text: string | null): Part {
  if (text === null) return ''
  return html`<details>
    <summary>${name}</summary>
    <p dir="auto">${text}</p>
  </details>`
}

/** The first words of a text, whole; at most so many letters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2))}…`
}
