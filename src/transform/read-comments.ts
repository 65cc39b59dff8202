import type { Comment, Reference } from '../model/records.ts'
import { asObject } from './eras/site-values.ts'
import type { ThreadComment } from './flatten-thread.ts'
import { countOf, instantOf, lineOf, objectsOf } from './lenient-values.ts'
import { asWritten } from './text.ts'

/** Makes records of a flattened discussion. A hidden comment has no text: the page only says that it is hidden. */
export function readComments(
  thread: readonly ThreadComment[],
  refer: (person: unknown) => Reference | null,
): Comment[] {
  return thread.map(({ id, parentId, comment }, index) => {
    const content = asObject(comment['data'])
    const latest = asObject(content?.['latest'])
    const hidden = content?.['hidden'] === true
    const raw = latest?.['raw']
    return {
      id,
      parentId,
      position: index + 1,
      author: refer(comment['author']),
      kind: lineOf(comment['type']),
      text: hidden || typeof raw !== 'string' ? null : asWritten(raw) || null,
      createdAt: instantOf(comment['createdAt']),
      editedAt: content?.['edited'] === true ? instantOf(latest?.['updatedAt']) : null,
      hidden,
      reactions: reactionsOf(content?.['reactions']),
    }
  })
}

/** Counts all reactions, of any kind; null when the page did not say. */
function reactionsOf(value: unknown): number | null {
  const counts = objectsOf(value)?.map(({ count, users }) => {
    return countOf(count) ?? (Array.isArray(users) ? users.length : 0)
  })
  return counts ? countOf(counts.reduce((sum, count) => sum + count, 0)) : null
}
