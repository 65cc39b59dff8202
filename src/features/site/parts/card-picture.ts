import { html } from 'hono/html'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import type { Markup } from './page.ts'

/** Lines of writing on the drawn page. */
const LINES = 5

/** The picture of a paper on its card: the one place that decides which. So far a drawing, the same for the same paper. */
export function cardPicture({ paperId }: Pick<SelectedPaper, 'paperId'>): Markup | Promise<Markup> {
  return html`<div class="picture" aria-hidden="true">${standIn(paperId)}</div>`
}

/** A page of writing: its lines are as long as the id has it, and tell nothing. */
function standIn(paperId: string): Markup | Promise<Markup> {
  let state = 7
  for (const letter of paperId) state = (state * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  const lines = Array.from({ length: LINES }, (_, place) => {
    state = (state * 171 + 11) % 9973
    return `M50 ${34 + place * 9}h${28 + (state % 17)}`
  })
  return html`<svg viewBox="0 0 144 80" width="136" height="76">
    <rect class="sheet" x="40" y="12" width="64" height="80" rx="3" />
    <path class="title" d="M50 24h${30 + (state % 15)}" />
    <path class="line" d="${lines.join('')}" />
  </svg>`
}
