import { ENTRY_KEYS, PAPER_KEYS, type SiteEntry, siteEntry } from './entry-schema.ts'
import { unstorable } from './text.ts'

/** A problem of an entry, and its path. */
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** A loadable entry, with the values that had to be left out; or its problem. */
export type ParsedEntry =
  | { readonly entry: SiteEntry; readonly mistyped: Readonly<Record<string, unknown>> }
  | { readonly issue: Issue | undefined }

/** Core fields, without which an entry is meaningless: a wrong type in them sends it to quarantine. */
const CORE =
  /^(?:|paper|numComments|paper\.(?:id|title|authors|summary|publishedAt|upvotes|submittedOnDailyAt)|paper\.authors\.\d+(?:\.name)?)$/

/** Zod's codes for a value of the right type that is larger than the warehouse can hold: its own and ours. */
const OUT_OF_BOUNDS: ReadonlySet<string> = new Set(['too_big', 'custom'])

/**
 * Checks one entry. A value that the warehouse can't hold sends the entry to quarantine, wherever it is. One of a
 * wrong type does so only in a core field; elsewhere it is left out, as if the site had not given it, and returned
 * by its path.
 */
export function parseEntry(element: unknown): ParsedEntry {
  const parsed = siteEntry.safeParse(element)
  if (parsed.success) {
    const issue = unstorableUnknown(parsed.data)
    return issue ? { issue } : { entry: parsed.data, mistyped: {} }
  }
  const { issues } = parsed.error
  const issue =
    issues.find(({ path, code }) => OUT_OF_BOUNDS.has(code) || CORE.test(path.map(String).join('.'))) ??
    unstorable(element)
  if (issue) return { issue }
  const copy = structuredClone(element)
  const mistyped: Record<string, unknown> = {}
  for (const { path } of issues) mistyped[path.map(String).join('.')] = takeOut(copy, path)
  const again = siteEntry.safeParse(copy)
  return again.success ? { entry: again.data, mistyped } : { issue: again.error.issues[0] }
}

/** Checks unknown keys, which are kept as received; known ones have their schema. */
function unstorableUnknown(entry: SiteEntry): Issue | null {
  return unstorable(unknownOf(entry, ENTRY_KEYS)) ?? unstorable(unknownOf(entry.paper, PAPER_KEYS), ['paper'])
}

/** Returns the keys of a record without a column, with their values. */
export function unknownOf(
  record: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !known.has(key)))
}

/** Removes the value at a path from a structure and returns it. */
function takeOut(from: unknown, path: readonly PropertyKey[]): unknown {
  let at = from as Record<PropertyKey, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as Record<PropertyKey, unknown>
  const last = path.at(-1) ?? ''
  const value = at[last]
  // An element of a list keeps its place, so that the paths of further issues stay right.
  if (Array.isArray(at)) at[Number(last)] = ''
  else delete at[last]
  return value
}
