import { html } from 'hono/html'
import { dayOf } from '../../../model/day.ts'
import { arxivAddress, namePath, safeLink } from '../parts/links.ts'
import { mathText } from '../parts/math-text.ts'
import type { Markup } from '../parts/page.ts'
import { profileImage } from '../parts/profile-image.ts'
import { count, counted, instantWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import type { PaperFacts } from './paper-facts.ts'

/** Authors that are named before the others are folded away. */
const AUTHORS = 20

type Part = Markup | Promise<Markup> | string

/** What stands over a paper: its title, who wrote it, where it can be read. */
export function paperHead(facts: PaperFacts, context: SiteContext): Part {
  return html`<h1 dir="auto">${mathText(facts.paper.title)}</h1>
    ${authorsOf(facts, context)} ${linksOf(facts, context)}
    ${
      facts.withdrawnAt === null
        ? ''
        : html`<p class="notice">Withdrawn on ${shortDay(dayOf(facts.withdrawnAt))}.</p>`
    }`
}

function authorsOf({ paper, shownAuthors }: PaperFacts, context: SiteContext): Part {
  const { authors, organization, organizationName } = paper
  const name = (author: string) =>
    html`<li dir="auto">
      ${shownAuthors.has(author) ? html`<a href="${namePath('author', author)}">${author}</a>` : author}
    </li>`
  const behind =
    organization === null
      ? ''
      : html`<p class="behind">
          <a href="${namePath('organization', organization)}" dir="auto"
            >${profileImage(context, 'logo', organization)}${organizationName ?? organization}</a
          >
        </p>`
  if (authors === null || authors.length === 0) return behind
  const rest = authors.slice(AUTHORS)
  return html`<ul class="names" aria-label="Authors">
      ${authors.slice(0, AUTHORS).map((author) => name(author))}
    </ul>
    ${
      rest.length === 0
        ? ''
        : html`<details>
            <summary>${counted(rest.length, 'more author')}</summary>
            <ul class="names">
              ${rest.map((author) => name(author))}
            </ul>
          </details>`
    }
    ${behind}`
}

function linksOf({ paper }: PaperFacts, { source, isStatic }: SiteContext): Part {
  const { paperId, repository, repositoryName, projectPage } = paper
  const links = [
    ['arXiv', arxivAddress(paperId)],
    ['PDF', arxivAddress(paperId, 'pdf')],
    ['HTML', arxivAddress(paperId, 'html')],
    ['Hugging Face', safeLink(`${source}/papers/${encodeURIComponent(paperId)}`)],
    [`Code${repositoryName === null ? '' : `: ${repositoryName}`}`, safeLink(repository)],
    ['Project page', safeLink(projectPage)],
  ] as const
  return html`<ul class="buttons" aria-label="Where to read it">
    ${links.map(([words, address]) =>
      address === null
        ? ''
        : html`<li><a href="${address}" rel="noopener nofollow external">${words}</a></li>`,
    )}
    <li><a href="#cite">Cite</a></li>
    ${isStatic ? '' : html`<li class="live"><a href="/compare?paper=${encodeURIComponent(paperId)}">Compare</a></li>`}
  </ul>`
}

/** How it stands and stood: counts, when it was published and submitted, the lists that it was on. */
export function paperStanding(facts: PaperFacts, context: SiteContext): Part {
  return html`${figuresOf(facts)} ${listsOf(facts, context)}`
}

function figuresOf({ paper }: PaperFacts): Part {
  const { upvotes, comments, stars } = paper
  const figures = [
    ['Votes', upvotes],
    ['Comments', comments],
    ['GitHub stars', stars],
  ] as const
  const known = figures.filter(([, value]) => value !== null)
  if (known.length === 0) return ''
  return html`<dl class="figures">
    ${known.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${count(value)}</dd>
        </div>`,
    )}
  </dl>`
}

function listsOf({ paper, appearances }: PaperFacts, context: SiteContext): Part {
  const { submittedBy, submittedAt, publishedAt } = paper
  return html`<ul class="plain paper-facts">
    ${publishedAt === null ? '' : html`<li>Published ${shortDay(dayOf(publishedAt))}</li>`}
    ${
      submittedBy === null
        ? ''
        : html`<li>
            Submitted by
            <a href="${namePath('submitter', submittedBy)}"
              >${profileImage(context, 'avatar', submittedBy)}${submittedBy}</a
            >${submittedAt === null ? '' : `, ${whenWords(submittedAt)}`}
          </li>`
    }
    ${appearances.map(
      ({ day, rank, goneAt }) =>
        html`<li>
          ${rank === null ? 'On' : `No. ${count(rank)} on`} the list of
          <a href="/day/${day}">${shortDay(day)}</a>${
            goneAt === null ? '' : `, gone from it by ${instantWords(goneAt)}`
          }
        </li>`,
    )}
  </ul>`
}

/** Since May 2026 the site tells no hours. */
function whenWords(instant: string): string {
  return instant.endsWith('T00:00:00.000Z') ? shortDay(dayOf(instant)) : instantWords(instant)
}
