import type { CaptureForm } from '../model/capture.ts'
import type { Day } from '../model/day.ts'
import { LONG_LIST } from '../model/reading.ts'
import type { Drift } from '../model/records.ts'
import {
  COMMON_KEYS,
  CONSTANT_KEYS,
  type ConstantKey,
  PAGE_KEYS,
  strictEntry,
} from './strict-entry-schema.ts'
import { cleanJson, pathText } from './text.ts'

const EXAMPLE_CHARACTERS = 200

/** Entries of one reading, with their context. */
export interface Readout {
  readonly entries: readonly unknown[]
  /** Keys beside the entries; null for none. */
  readonly props: Readonly<Record<string, unknown>> | null
  readonly form: CaptureForm
  /** Day that decides the expected keys: of the capture, or of the list if that is older. */
  readonly asOf: Day
  /** True if missing keys count: they do on the list of a day, whose entries are complete. */
  readonly missingCounts: boolean
}

/**
 * Finds differences of a reading's entries from the known shape of the site's entries: keys never seen,
 * values of another type, and keys missing, or null, that pages of the time always had.
 */
export function findDrift({ entries, props, form, asOf, missingCounts }: Readout): Drift[] {
  const found = new Map<string, Drift>()
  const add = (at: readonly PropertyKey[], change: Drift['change'], value: unknown) => {
    const path = pathText(at)
    const known = found.get(`${change} ${path}`)
    found.set(`${change} ${path}`, {
      path,
      change,
      example: known?.example ?? exampleOf(value),
      count: (known?.count ?? 0) + 1,
    })
  }
  for (const key of Object.keys(props ?? {})) if (!PAGE_KEYS.has(key)) add(['page', key], 'new', props?.[key])
  for (const entry of entries) {
    for (const { path, change, value } of differencesOf(entry)) add(path, change, value)
  }
  if (!missingCounts) return [...found.values()]
  const applies = ({ since, form: only }: ConstantKey) =>
    asOf >= since && (only === undefined || only === form)
  for (const key of CONSTANT_KEYS.filter(applies)) {
    for (const entry of entries) if (isAbsent(entry, key)) add(key.path, 'missing', nameOf(entry))
  }
  for (const key of entries.length >= LONG_LIST ? COMMON_KEYS.filter(applies) : []) {
    if (entries.every((entry) => isAbsent(entry, key))) {
      for (const entry of entries) add(key.path, 'missing', nameOf(entry))
    }
  }
  return [...found.values()]
}

interface Difference {
  readonly path: readonly PropertyKey[]
  readonly change: 'new' | 'type'
  readonly value: unknown
}

/** Lists each kind of difference once per entry. */
function differencesOf(entry: unknown): Difference[] {
  const parsed = strictEntry.safeParse(entry)
  if (parsed.success) return []
  const differences = parsed.error.issues.flatMap((issue): Difference[] => {
    const value = valueAt(entry, issue.path)
    if (issue.code !== 'unrecognized_keys') return [{ path: starred(issue.path), change: 'type', value }]
    return issue.keys.map((key) => ({
      path: starred([...issue.path, key]),
      change: 'new',
      value: valueAt(value, [key]),
    }))
  })
  const once = new Map(
    differences.map((difference) => [`${difference.change} ${pathText(difference.path)}`, difference]),
  )
  return [...once.values()]
}

/** `paper.authors.*.name`: positions in a list are not distinguished. */
function starred(path: readonly PropertyKey[]): PropertyKey[] {
  return path.map((step) => (typeof step === 'number' ? '*' : step))
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<PropertyKey, unknown>)[step]
  }
  return at
}

function isAbsent(entry: unknown, { path }: ConstantKey): boolean {
  return (valueAt(entry, path) ?? null) === null
}

function nameOf(entry: unknown): unknown {
  return valueAt(entry, ['paper', 'id']) ?? null
}

function exampleOf(value: unknown): string {
  const text = JSON.stringify(cleanJson(value)) ?? 'undefined'
  return text.length > EXAMPLE_CHARACTERS
    ? `${text.slice(0, EXAMPLE_CHARACTERS - 3).toWellFormed()}...`
    : text
}
