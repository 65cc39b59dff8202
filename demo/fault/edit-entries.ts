import type { JsonObject } from '../page/account-json.ts'
import { hashFraction } from '../site/hash-text.ts'
import type { ListingEntry } from '../site/listing.ts'
import type { BadEntryFault, ContentFault } from './fault.ts'
import { plantHostileText } from './hostile-text.ts'

/** Entries without the missing share; the same ones are missing every time, and at least one. */
export function thinEntries(entries: readonly ListingEntry[], share: number): ListingEntry[] {
  const byHash = entries
    .map(({ appearance }) => appearance.paper.id)
    .sort((one, other) => hashFraction(`missing ${one}`) - hashFraction(`missing ${other}`))
  const missing = new Set(byHash.slice(0, Math.ceil(entries.length * share)))
  return entries.filter(({ appearance }) => !missing.has(appearance.paper.id))
}

/** Entries of a page or an API answer after one fault, or undefined when the fault finds nothing to change. */
export function editEntries(entries: readonly JsonObject[], fault: ContentFault): unknown[] | undefined {
  if (fault.kind === 'blob' || fault.kind === 'missing-entries') return undefined
  if (fault.kind === 'unknown-keys') {
    for (const entry of entries) addUnknownKeys(entry)
    return entries.length === 0 ? undefined : [...entries]
  }
  if (fault.kind === 'null-keys') return entries.length === 0 ? undefined : entries.map(nullsForAbsent)
  const position = entries.findIndex((entry) => paperOf(entry)?.['id'] === fault.id)
  const entry = entries[position]
  const paper = entry && paperOf(entry)
  if (entry === undefined || paper === undefined) return undefined
  switch (fault.kind) {
    case 'bad-entry':
      return entries.with(position, spoil(entry, paper, fault.change ?? 'upvotes-text') as JsonObject)
    case 'repeated-entry': {
      const second = { ...entry, paper: { ...paper, id: fault.secondId ?? fault.id } }
      return entries.toSpliced(position + 1, 0, second)
    }
    case 'changed-title':
      entry['title'] = fault.title
      paper['title'] = fault.title
      return [...entries]
    case 'hostile-text':
      plantHostileText(entry, paper, fault.text)
      return [...entries]
    case 'value':
      putValue(entry, fault.path, fault.value)
      return [...entries]
  }
  return undefined
}

/** Puts a value at a path; what the path leads through must be there. */
function putValue(entry: JsonObject, path: readonly (string | number)[], value: unknown): void {
  let at = entry as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>
  at[path.at(-1) ?? ''] = value
}

/** Adds keys that nobody has seen before. */
export function addUnknownKeys(entry: JsonObject | null): void {
  if (entry === null) return
  entry['replicaNovelty'] = { since: '2031', tags: ['new', 1, null] }
  const paper = paperOf(entry)
  if (paper !== undefined) paper['replicaScore'] = 0.5
}

/** The same with null for each key that has no value. */
export function nullsForAbsent<Value>(value: Value): Value {
  if (value === undefined) return null as Value
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((each: unknown) => nullsForAbsent(each)) as Value
  const entries = Object.entries(value).map(([key, each]) => [key, nullsForAbsent<unknown>(each)])
  return Object.fromEntries(entries) as Value
}

function paperOf(entry: JsonObject | null): JsonObject | undefined {
  const paper = entry?.['paper']
  return typeof paper === 'object' && paper !== null ? (paper as JsonObject) : undefined
}

function spoil(entry: JsonObject, paper: JsonObject, change: NonNullable<BadEntryFault['change']>): unknown {
  switch (change) {
    case 'upvotes-text':
      return { ...entry, paper: { ...paper, upvotes: 'many' } }
    case 'no-title':
      return { ...entry, title: undefined, paper: { ...paper, title: undefined } }
    case 'no-paper':
      return { ...entry, paper: undefined }
    case 'bad-date':
      return {
        ...entry,
        publishedAt: 'yesterday',
        paper: { ...paper, publishedAt: 'yesterday', submittedOnDailyAt: 'soon' },
      }
    case 'authors-text':
      return { ...entry, paper: { ...paper, authors: 'everyone' } }
    case 'null':
      break
  }
  return null
}
