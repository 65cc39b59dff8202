import { html } from 'hono/html'
import { markdownText } from '../parts/markdown.ts'
import type { Markup } from '../parts/page.ts'
import { profileImage } from '../parts/profile-image.ts'
import { shortened } from '../parts/paper-list.ts'
import { counted, instantWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import type { PaperComment } from './paper-facts.ts'

type Part = Markup | Promise<Markup> | string

/** Deeper answers stand under the last level: telephones are narrow. */
const DEPTH = 4
const LETTERS = 5000

/** Comments as a thread: answers stand under what they answer. */
export function commentThread(
  context: Pick<SiteContext, 'pictures' | 'isStatic'>,
  comments: readonly PaperComment[],
  counts: number | null,
): Part {
  if (comments.length === 0) {
    return counts === null || counts === 0
      ? ''
      : html`<h2>Comments</h2>
          <p class="quiet">
            Hugging Face counts ${counted(counts, 'comment')}; their texts were not fetched.
          </p>`
  }
  const known = new Set(comments.map(({ id }) => id))
  const answers = new Map<string | null, PaperComment[]>()
  for (const comment of comments) {
    const under = comment.parentId !== null && known.has(comment.parentId) ? comment.parentId : null
    answers.set(under, [...(answers.get(under) ?? []), comment])
  }
  return html`<h2>Comments</h2>
    ${thread(context, answers, null, 1)}`
}

function thread(
  context: Pick<SiteContext, 'pictures' | 'isStatic'>,
  answers: ReadonlyMap<string | null, readonly PaperComment[]>,
  under: string | null,
  depth: number,
): Part {
  const here = depth < DEPTH ? (answers.get(under) ?? []) : allUnder(answers, under)
  if (here.length === 0) return ''
  return html`<ul class="thread">
    ${here.map(
      (comment) =>
        html`<li>
          ${one(context, comment)}${depth < DEPTH ? thread(context, answers, comment.id, depth + 1) : ''}
        </li>`,
    )}
  </ul>`
}

function allUnder(
  answers: ReadonlyMap<string | null, readonly PaperComment[]>,
  under: string | null,
): PaperComment[] {
  const all: PaperComment[] = []
  const open = [...(answers.get(under) ?? [])]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    all.push(next)
    open.unshift(...(answers.get(next.id) ?? []))
  }
  return all
}

function one(
  context: Pick<SiteContext, 'pictures' | 'isStatic'>,
  { writtenBy, text, createdAt, reactions }: PaperComment,
): Part {
  return html`<p class="facts">
      ${writtenBy === null ? '' : html`<span>${profileImage(context, 'avatar', writtenBy)}${writtenBy}</span>`}
      ${createdAt === null ? '' : html`<time datetime="${createdAt}">${instantWords(createdAt)}</time>`}
      ${reactions === null || reactions === 0 ? '' : html`<span>${counted(reactions, 'reaction')}</span>`}
    </p>
    ${
      text === null
        ? html`<p class="quiet">Hidden by Hugging Face.</p>`
        : html`<div class="said" dir="auto">${markdownText(shortened(text, LETTERS))}</div>`
    }`
}
