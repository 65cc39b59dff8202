import { asObject } from './eras/site-values.ts'
import { idOf, objectsOf } from './lenient-values.ts'

/** One remark as received, with the id of the one it answers. */
export interface ThreadComment {
  readonly id: string
  readonly parentId: string | null
  readonly comment: Readonly<Record<string, unknown>>
}

/** Keys of answers in a comment. The site's is `replies`. */
const NESTED_KEYS = ['replies', 'children'] as const

/** Keys of the answered comment's id, beside the text or in `data`. The site's is `parentCommentId`. */
const PARENT_KEYS = ['parentCommentId', 'parentId', 'replyTo', 'parent'] as const

/**
 * Flattens the comments of a discussion in the order of the page, each before its answers. One without an id is left
 * out, replaced by its answers; a repeated id is left out, too. Null when there is no list.
 */
export function flattenThread(comments: unknown): ThreadComment[] | null {
  const roots = objectsOf(comments)
  if (!roots) return null
  const flat = new Map<string, ThreadComment>()
  // An explicit stack: deep nesting must not exhaust the call stack.
  const waiting = roots.toReversed().map((comment) => ({ comment, above: null as string | null }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { comment, above } = next
    const id = idOf(comment['id']) ?? idOf(comment['_id'])
    const parentId = above ?? namedParent(comment)
    if (id !== null && !flat.has(id)) {
      flat.set(id, { id, parentId: parentId === id ? null : parentId, comment })
    }
    const answers = NESTED_KEYS.flatMap((key) => objectsOf(comment[key]) ?? [])
    for (const answer of answers.toReversed()) waiting.push({ comment: answer, above: id ?? above })
  }
  return [...flat.values()]
}

function namedParent(comment: Readonly<Record<string, unknown>>): string | null {
  for (const holder of [comment, asObject(comment['data']) ?? {}]) {
    for (const key of PARENT_KEYS) {
      const parent = asObject(holder[key])
      const id = idOf(holder[key]) ?? idOf(parent?.['id']) ?? idOf(parent?.['_id'])
      if (id !== null) return id
    }
  }
  return null
}
