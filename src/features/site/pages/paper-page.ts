import { html } from 'hono/html'
import { addDays, dayOf } from '../../../model/day.ts'
import { bibtexOf, risOf } from '../parts/citation.ts'
import { copyText } from '../parts/copy-text.ts'
import { namePath, paperPath } from '../parts/links.ts'
import { mathText, mathWords } from '../parts/math-text.ts'
import type { Markup, Page } from '../parts/page.ts'
import { picturePath } from '../parts/picture.ts'
import { shortened } from '../parts/paper-list.ts'
import { counted } from '../parts/wording.ts'
import { pictureAddresses } from '../pictures/picture-addresses.ts'
import type { SiteContext } from '../site-context.ts'
import { comparePath } from '../parts/compare-path.ts'
import { commentThread } from './comment-thread.ts'
import { momentumOf, paperCurves } from './paper-curves.ts'
import { articleData } from './paper-data.ts'
import type { PaperFacts } from './paper-facts.ts'
import { paperHead, paperStanding } from './paper-head.ts'
import { firstPicture, furtherMedia } from './paper-media.ts'
import { paperUpvoters } from './paper-upvoters.ts'
import { paperUses } from './paper-uses.ts'
import { versionDiffs } from './version-diffs.ts'

/** A day's list is read until so many days after it. */
const SETTLED_DAYS = 31
const DESCRIPTION = 200

type Part = Markup | Promise<Markup> | string

/** All that is known of a paper, and how it came to be so. */
export function paperPage(context: SiteContext, facts: PaperFacts): Page {
  const { now, source } = context
  const { paper, appearances } = facts
  const { paperId } = paper
  const lastDay = appearances.at(-1)?.day
  return {
    path: paperPath(paperId),
    title: mathWords(paper.title),
    description: shortened(mathWords(paper.aiSummary ?? paper.abstract ?? `Paper ${paperId}`), DESCRIPTION),
    section: null,
    feeds: [],
    isSettled: lastDay !== undefined && addDays(lastDay, SETTLED_DAYS) < dayOf(now()),
    picture:
      context.pictures === undefined || pictureAddresses(facts).length === 0
        ? undefined
        : picturePath(paperId),
    structured: articleData(facts, context),
    body: html`<article class="paper">
      <div class="paper-head">${paperHead(facts, context)}</div>
      <div class="paper-top">
        <div>${textsOf(facts)}</div>
        <div class="paper-side">
          ${firstPicture(context, facts)} ${paperStanding(facts, context)} ${keywordsOf(paper.keywords ?? [])}
        </div>
      </div>
      ${furtherMedia(context, facts)} ${paperCurves(facts)} ${momentumOf(facts)}
      ${paperUses(facts.uses, source)} ${versionDiffs(facts.versions)}
      ${paperUpvoters(facts.upvoters, context)} ${commentThread(context, facts.comments, paper.comments)}
      ${similarTo(context, facts)} ${citationsOf(context, facts)}
    </article>`,
  }
}

function textsOf({ paper }: PaperFacts): Part {
  const { aiSummary, abstract } = paper
  return html`${
    aiSummary === null
      ? ''
      : html`<p class="lead" dir="auto">${mathText(aiSummary)}</p>
          <p class="quiet">Summary by Hugging Face's AI.</p>`
  }
  ${
    abstract === null
      ? html`<p class="quiet">No abstract is known.</p>`
      : html`<h2>Abstract</h2>
          <p class="written" dir="auto">${mathText(unwrapped(abstract))}</p>`
  }`
}

/** Abstracts come broken into lines of a terminal's width; an empty line is a paragraph. */
function unwrapped(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replaceAll(/\s*\n\s*/g, ' '))
    .join('\n\n')
}

function keywordsOf(keywords: readonly string[]): Part {
  if (keywords.length === 0) return ''
  return html`<ul class="names keywords" aria-label="Keywords">
    ${keywords.map((keyword) => html`<li dir="auto"><a href="${namePath('keyword', keyword)}">${keyword}</a></li> `)}
  </ul>`
}

function similarTo({ isStatic }: SiteContext, { paper, similar }: PaperFacts): Part {
  if (similar.length === 0) return ''
  return html`<h2>Similar earlier papers</h2>
    <ul class="plain spaced">
      ${similar.map(
        ({ paperId, title, upvotes, keywords, words }) =>
          html`<li>
            <a href="${paperPath(paperId)}" dir="auto">${mathText(title)}</a>
            <span class="quiet"
              >${upvotes === null ? '' : `${counted(upvotes, 'vote')}; `}both about
              ${[...keywords, ...words].join(', ')}</span
            >
          </li>`,
      )}
    </ul>
    ${
      isStatic
        ? ''
        : html`<p class="live">
            <a
              href="${comparePath({ papers: [paper, ...similar].map(({ paperId }) => paperId), keywords: [] })}"
              >Compare their votes</a
            >
          </p>`
    }`
}

function citationsOf({ source, isStatic }: SiteContext, { paper }: PaperFacts): Part {
  const file = (ending: string) => (isStatic ? null : `${paperPath(paper.paperId)}.${ending}`)
  return html`<h2 id="cite">Cite</h2>
    <div class="charts">
      ${copyText({ name: 'bibtex', title: 'BibTeX', text: bibtexOf(paper, source), file: file('bib') })}
      ${copyText({ name: 'ris', title: 'RIS', text: risOf(paper, source), file: file('ris') })}
    </div>`
}
