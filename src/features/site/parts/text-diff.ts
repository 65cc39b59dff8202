import { diffWordsWithSpace } from 'diff'
import { html } from 'hono/html'
import type { Markup } from './page.ts'

/** Words that are compared at most: beyond, the old text stands before the new one as a whole. */
const MOST_EDITS = 1000

/** What became of a text, word by word: what went is struck out, what came is underlined. */
export function textDiff(before: string, after: string): Markup | Promise<Markup> {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ]
  const parts = changes.map(({ value, added, removed }) => {
    if (added) return html`<ins>${value}</ins>`
    return removed ? html`<del>${value}</del>` : value
  })
  return html`${parts}`
}
