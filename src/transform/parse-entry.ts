import { ENTRY_KEYS, PAPER_KEYS, type SiteEntry, siteEntry } from './entry-schema.ts'
import { unstorable } from './text.ts'

/** What is wrong with an entry, and where in it. */
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** An entry that can be loaded, with the values that had to be left out of it; or what is wrong with it. */
export type ParsedEntry =
  | { readonly entry: SiteEntry; readonly mistyped: Readonly<Record<string, unknown>> }
  | { readonly issue: Issue | undefined }

/** Without these an entry means nothing, or something else: of a wrong type, they send it to quarantine. */
const CORE =
  /^(?:|paper|numComments|paper\.(?:id|title|authors|summary|publishedAt|upvotes|submittedOnDailyAt)|paper\.authors\.\d+(?:\.name)?)$/

/** What zod calls a value of the right type that is larger than the warehouse can hold: by its own rules and by ours. */
const OUT_OF_BOUNDS: ReadonlySet<string> = new Set(['too_big', 'custom'])

/**
 * Checks one entry. A value that the warehouse can't hold sends the entry to quarantine, wherever it stands. One of a
 * wrong type costs the entry only in a core field; elsewhere it is left out, as if the site had not said it, and given
 * back by its path.
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

/** The known keys are checked by their schema; what stands under others is kept as it came. */
function unstorableUnknown(entry: SiteEntry): Issue | null {
  return unstorable(unknownOf(entry, ENTRY_KEYS)) ?? unstorable(unknownOf(entry.paper, PAPER_KEYS), ['paper'])
}

/** The keys of a record that have no column, with their values. */
export function unknownOf(
  record: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !known.has(key)))
}

/** Takes the value at a path out of a structure and gives it. */
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
