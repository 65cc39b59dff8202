import { html } from 'hono/html'
import type { Day } from '../../../model/day.ts'
import { curveChart } from '../charts/curve-chart.ts'
import type { Markup } from '../parts/page.ts'
import { instantWords, shortDay } from '../parts/wording.ts'
import type { PaperFacts } from './paper-facts.ts'

type Part = Markup | Promise<Markup> | string

/** How a paper's votes, comments, stars and ranks moved, with the days on whose lists it stood. */
export function paperCurves({ snapshots, ranks, appearances }: PaperFacts): Part {
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
      days,
    }),
    curveChart({
      name: 'stars',
      title: 'GitHub stars',
      unit: 'stars',
      points: changes(counts('stars')),
      days,
    }),
    ...ranked.map((day) =>
      curveChart({
        name: `rank-${day}`,
        title: `Rank on the list of ${shortDay(day)}`,
        unit: 'rank',
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

/** How a paper's momentum comes about, term by term. */
export function momentumOf({ terms, countedAt }: PaperFacts): Part {
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
