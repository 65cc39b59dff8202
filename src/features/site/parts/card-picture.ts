import { html } from 'hono/html'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import type { Markup } from './page.ts'

/** Letters of a base64 alphabet that stand in a paper's drawing. */
const BARS = 9

/** The picture of a paper on its card: the one place that decides which. So far a drawing, the same for the same paper. */
export function cardPicture({ paperId }: Pick<SelectedPaper, 'paperId'>): Markup | Promise<Markup> {
  return html`<div class="picture" aria-hidden="true">${standIn(paperId)}</div>`
}

/** Bars whose heights follow from the id: told apart at a glance, and nothing that is told. */
function standIn(paperId: string): Markup | Promise<Markup> {
  let state = 7
  for (const letter of paperId) state = (state * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  const bars = Array.from({ length: BARS }, (_, place) => {
    state = (state * 171 + 11) % 9973
    const height = 6 + (state % 44)
    return `M${10 + place * 14} 58v-${height}h9v${height}z`
  })
  return html`<svg viewBox="0 0 144 80" width="136" height="76">
    <rect class="sky" width="144" height="80" />
    <path class="shape" opacity=".35" d="${bars.join('')}" />
  </svg>`
}
