import { html } from 'hono/html'
import { addDays, type Day, dayOf } from '../../../model/day.ts'
import { curveChart } from '../charts/curve-chart.ts'
import { arxivAddress, namePath, paperPath, safeLink } from '../parts/links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { shortened } from '../parts/paper-list.ts'
import { count, counted, instantWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { commentThread } from './comment-thread.ts'
import type { PaperFacts } from './paper-facts.ts'
import { versionDiffs } from './version-diffs.ts'

/** A day's list is read until so many days after it. */
const SETTLED_DAYS = 31
/** Authors that are named before the others are folded away. */
const AUTHORS = 20
const DESCRIPTION = 200

type Part = Markup | Promise<Markup> | string

/** All that is known of a paper, and how it came to be so. */
export function paperPage({ now, source }: SiteContext, facts: PaperFacts): Page {
  const { paper, appearances } = facts
  const { paperId } = paper
  const lastDay = appearances.at(-1)?.day
  return {
    path: paperPath(paperId),
    title: paper.title,
    description: shortened(paper.aiSummary ?? paper.abstract ?? `Paper ${paperId}`, DESCRIPTION),
    section: null,
    feeds: [],
    isSettled: lastDay !== undefined && addDays(lastDay, SETTLED_DAYS) < dayOf(now()),
    body: html`<h1 dir="auto">${paper.title}</h1>
      ${authorsOf(facts)} ${standing(facts)} ${linksOf(facts, source)}
      ${
        facts.withdrawnAt === null
          ? ''
          : html`<p class="notice">Withdrawn on ${shortDay(dayOf(facts.withdrawnAt))}.</p>`
      }
      ${
        paper.aiSummary === null
          ? ''
          : html`<p class="lead" dir="auto">${paper.aiSummary}</p>
              <p class="quiet">Summary by the site's AI.</p>`
      }
      ${
        paper.abstract === null
          ? html`<p class="quiet">No abstract is known.</p>`
          : html`<h2>Abstract</h2>
              <p class="written" dir="auto">${paper.abstract}</p>`
      }
      ${keywordsOf(facts)} ${curves(facts)} ${momentumOf(facts)} ${versionDiffs(facts.versions)}
      ${commentThread(facts.comments, paper.comments)} ${similarTo(facts)}`,
  }
}

function authorsOf({ paper, shownAuthors }: PaperFacts): Part {
  const { authors, organization, organizationName } = paper
  const name = (author: string) =>
    html`<li dir="auto">
      ${shownAuthors.has(author) ? html`<a href="${namePath('author', author)}">${author}</a>` : author}
    </li>`
  const behind =
    organization === null
      ? ''
      : html`<p class="facts">
          <a href="${namePath('organization', organization)}">${organizationName ?? organization}</a>
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

/** Counts, days and who brought it, in a line. */
function standing({ paper, appearances }: PaperFacts): Part {
  const { upvotes, comments, stars, submittedBy, submittedAt, publishedAt } = paper
  return html`<p class="facts">
    ${upvotes === null ? '' : html`<span>${counted(upvotes, 'vote')}</span>`}
    ${comments === null ? '' : html`<span>${counted(comments, 'comment')}</span>`}
    ${stars === null ? '' : html`<span>${counted(stars, 'star')}</span>`}
    ${publishedAt === null ? '' : html`<span>published ${shortDay(dayOf(publishedAt))}</span>`}
    ${
      submittedBy === null
        ? ''
        : html`<span
            >brought by <a href="${namePath('submitter', submittedBy)}">${submittedBy}</a>${
              submittedAt === null ? '' : html`, ${instantWords(submittedAt)}`
            }</span
          >`
    }
    ${appearances.map(
      ({ day, rank, goneAt }) =>
        html`<span
          ><a href="/day/${day}">${shortDay(day)}</a>${rank === null ? '' : `, place ${count(rank)}`}${
            goneAt === null ? '' : `, left the list ${instantWords(goneAt)}`
          }</span
        >`,
    )}
  </p>`
}

function linksOf({ paper }: PaperFacts, source: string): Part {
  const { paperId, repository, repositoryName, projectPage } = paper
  const links = [
    ['Page on the site', safeLink(`${source}/papers/${encodeURIComponent(paperId)}`)],
    ['arXiv', arxivAddress(paperId)],
    [`Code${repositoryName === null ? '' : `: ${repositoryName}`}`, safeLink(repository)],
    ['Project page', safeLink(projectPage)],
  ] as const
  return html`<p class="turn">
    ${links.map(([words, address]) =>
      address === null ? '' : html`<a href="${address}" rel="noopener nofollow external">${words}</a> `,
    )}
  </p>`
}

function keywordsOf({ paper }: PaperFacts): Part {
  const keywords = paper.keywords ?? []
  if (keywords.length === 0) return ''
  return html`<ul class="names" aria-label="Keywords">
    ${keywords.map((keyword) => html`<li dir="auto"><a href="${namePath('keyword', keyword)}">${keyword}</a></li>`)}
  </ul>`
}

function curves({ snapshots, ranks, appearances }: PaperFacts): Part {
  const counts = (name: 'upvotes' | 'comments' | 'stars') =>
    snapshots.flatMap((snapshot) => {
      const value = snapshot[name]
      return value === null ? [] : [{ at: snapshot.at, value }]
    })
  const days: Day[] = appearances.map(({ day }) => day)
  const ranked = [...new Set(ranks.map(({ day }) => day))]
  const charts = [
    curveChart({ name: 'votes', title: 'Votes', unit: 'votes', points: counts('upvotes'), days }),
    curveChart({
      name: 'comments',
      title: 'Comments',
      unit: 'comments',
      points: changes(counts('comments')),
    }),
    curveChart({
      name: 'stars',
      title: 'Stars of the repository',
      unit: 'stars',
      points: changes(counts('stars')),
    }),
    ...ranked.map((day) =>
      curveChart({
        name: `rank-${day}`,
        title: `Place on the list of ${shortDay(day)}`,
        unit: 'place',
        points: ranks.filter((rank) => rank.day === day).map(({ at, rank }) => ({ at, value: rank })),
        isRank: true,
      }),
    ),
  ].filter((each) => each !== null)
  return charts.length === 0
    ? ''
    : html`<h2>Over time</h2>
        <div class="charts">${charts}</div>`
}

/** The first and the last point, and each that differs from the one before. */
function changes<Point extends { readonly value: number }>(points: readonly Point[]): Point[] {
  return points.filter(
    ({ value }, place) => place === 0 || place === points.length - 1 || points[place - 1]?.value !== value,
  )
}

function momentumOf({ terms, countedAt }: PaperFacts): Part {
  if (countedAt === null || terms.length === 0) return ''
  const sum = terms.reduce((all, { momentum }) => all + momentum, 0)
  return html`<details>
    <summary>Momentum: ${sum.toFixed(3)}</summary>
    <p>
      As of ${instantWords(countedAt)}, when its counts last changed: votes won in the 72 hours before, halved
      for every 24 hours since, divided by the hours since the paper's start plus two.
      <a href="/trending">How momentum is counted</a>
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Terms of the momentum">
      <table>
        <thead>
          <tr>
            ${['Time (UTC)', 'Votes won', 'Weight', 'Hours since start', 'Term'].map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${terms.map(
            ({ at, gained, weight, ageHours, momentum }) =>
              html`<tr>
                <th scope="row">${instantWords(at)}</th>
                <td class="number">${gained}</td>
                <td class="number">${weight.toFixed(3)}</td>
                <td class="number">${ageHours.toFixed(1)}</td>
                <td class="number">${momentum.toFixed(3)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

function similarTo({ similar }: PaperFacts): Part {
  if (similar.length === 0) return ''
  return html`<h2>Earlier papers like it</h2>
    <ul class="plain spaced">
      ${similar.map(
        ({ paperId, title, upvotes, keywords, words }) =>
          html`<li>
            <a href="${paperPath(paperId)}" dir="auto">${title}</a>
            <span class="quiet"
              >${upvotes === null ? '' : `${counted(upvotes, 'vote')}; `}shares
              ${[...keywords, ...words].join(', ')}</span
            >
          </li>`,
      )}
    </ul>`
}
