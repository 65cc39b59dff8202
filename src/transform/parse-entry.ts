import type { z } from 'zod'
import { type SiteEntry, siteEntry } from './entry-schema.ts'

/** An entry that can be loaded, with the values that had to be left out of it; or what is wrong with it. */
export type ParsedEntry =
  | { readonly entry: SiteEntry; readonly mistyped: Readonly<Record<string, unknown>> }
  | { readonly issue: z.core.$ZodIssue | undefined }

/** Without these an entry means nothing, or something else: of a wrong type, they send it to quarantine. */
const CORE =
  /^(?:|paper|numComments|paper\.(?:id|title|authors|summary|publishedAt|upvotes|submittedOnDailyAt)|paper\.authors\.\d+(?:\.name)?)$/

/**
 * Checks one entry. A value of a wrong type in any other place does not cost the entry: it is left out, as if the
 * site had not said it, and given back by its path.
 */
export function parseEntry(element: unknown): ParsedEntry {
  const parsed = siteEntry.safeParse(element)
  if (parsed.success) return { entry: parsed.data, mistyped: {} }
  const { issues } = parsed.error
  const core = issues.find(({ path }) => CORE.test(path.map(String).join('.')))
  if (core) return { issue: core }
  const copy = structuredClone(element)
  const mistyped: Record<string, unknown> = {}
  for (const { path } of issues) mistyped[path.map(String).join('.')] = takeOut(copy, path)
  const again = siteEntry.safeParse(copy)
  return again.success ? { entry: again.data, mistyped } : { issue: again.error.issues[0] }
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
