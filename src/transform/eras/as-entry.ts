import { asObject } from './site-values.ts'

/** Keys of a bare paper of the API that belong to its entry on a list. */
const ENTRY_KEYS = [
  'numComments',
  'thumbnail',
  'isAuthorParticipating',
  'submittedBy',
  'upvoted',
  'highlightedTitle',
  'highlightedSummary',
] as const

/** Wraps a bare paper in the shape of an entry; an entry stays as it is. */
export function asEntry(element: unknown): unknown {
  const paper = asObject(element)
  if (!paper || (paper['paper'] ?? null) !== null || typeof paper['id'] !== 'string') return element
  const own = ENTRY_KEYS.filter((key) => key in paper)
  return {
    ...Object.fromEntries(own.map((key) => [key, paper[key]])),
    paper: Object.fromEntries(
      Object.entries(paper).filter(([key]) => key !== 'paper' && !own.some((each) => each === key)),
    ),
  }
}
