import type { Listing } from '../../src/model/listing.ts'
import type { ListingReading, Reading } from '../../src/model/reading.ts'
import { readCapture } from '../../src/transform/read-capture.ts'

/** What became of a page in which one key was changed. */
export type Fate = 'correct' | 'drift' | 'quarantine' | 'layout' | 'redirected' | 'WRONG'

/** One key, what was done to it, and what came of it. */
export interface MutationResult {
  readonly path: string
  readonly mutation: string
  readonly fate: Fate
}

/** A list as JSON, and how to make a capture of it again. */
export interface Specimen {
  readonly listing: Listing
  readonly capturedAt: Temporal.Instant
  /** The whole JSON: the props of a page, or the answer of the API. */
  readonly json: unknown
  readonly form: 'page' | 'api'
}

type Json = null | string | number | boolean | Json[] | { [key: string]: Json }
type Step = string | number

const RETYPED: Readonly<Record<string, (value: Json) => Json>> = {
  'to text': (value) => (typeof value === 'string' ? 7 : `${JSON.stringify(value).slice(0, 20)} `),
  'to null': () => null,
  'to object': (value) => ({ value }),
  'to list': (value) => [value],
}

/** Deletes, renames and retypes each key of a list in turn, on all entries and on the third one alone. */
export function mutateEntries(specimen: Specimen): MutationResult[] {
  const original = read(specimen, specimen.json)
  if (original.outcome !== 'listing') throw new Error(`the specimen can't be read: ${original.outcome}`)
  const entries = entriesOf(specimen.json as Json)
  const results: MutationResult[] = []
  for (const path of keysOf(entries)) {
    for (const scope of ['all entries', 'one entry'] as const) {
      const places = scope === 'one entry' ? [placeWith(entries, path)] : [...entries.keys()]
      for (const [mutation, change] of mutations(path)) {
        const json = structuredClone(specimen.json) as Json
        const own = entriesOf(json)
        for (const place of places) change(own[place] as Json)
        const fate = fateOf(read(specimen, json), { original, path, mutation })
        results.push({ path: path.join('.'), mutation: `${mutation}, ${scope}`, fate })
      }
    }
  }
  return [...results, ...mutateProps(specimen, original)]
}

/** The same with the keys beside the entries. */
function mutateProps(specimen: Specimen, original: ListingReading): MutationResult[] {
  if (specimen.form === 'api') return []
  return Object.keys(specimen.json as object).flatMap((key) =>
    mutations([key]).map(([mutation, change]): MutationResult => {
      const json = structuredClone(specimen.json) as Json
      change(json)
      return {
        path: `page.${key}`,
        mutation,
        fate: fateOf(read(specimen, json), { original, path: ['page', key], mutation }),
      }
    }),
  )
}

function read({ listing, capturedAt, form }: Specimen, json: unknown): Reading {
  const text = JSON.stringify(json)
  const escaped = text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const body =
    form === 'api'
      ? text
      : `<html><div class="SVELTE_HYDRATER" data-target="DailyPapers" data-props="${escaped}"></div></html>`
  return readCapture({ listing, form, body: Buffer.from(body), fetchedAt: capturedAt })
}

function fateOf(
  reading: Reading,
  { original, path, mutation }: { original: ListingReading; path: readonly Step[]; mutation: string },
): Fate {
  if (reading.outcome === 'unreadable' || reading.outcome === 'refused') return 'layout'
  if (reading.outcome === 'redirected') return 'redirected'
  if (reading.outcome !== 'listing') return 'WRONG'
  const name = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')
  if (
    reading.rejections.some(
      (each) => starred(each.path).startsWith(name) || name.startsWith(starred(each.path)),
    )
  )
    return 'quarantine'
  if (reading.drift.some((each) => each.path.startsWith(name) || name.startsWith(each.path))) return 'drift'
  const same =
    JSON.stringify([reading.entries, reading.papers]) === JSON.stringify([original.entries, original.papers])
  if (same) return 'correct'
  // A key that is not there, or null, means that the site did not say: null, or what it says of it elsewhere.
  return (mutation === 'delete' || mutation === 'to null') && isLess(reading, original) ? 'correct' : 'WRONG'
}

function starred(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '.*')
}

/** Whether each value of a reading is the original's, or null. */
function isLess(reading: ListingReading, original: ListingReading): boolean {
  const less = (now: unknown, before: unknown): boolean => {
    if (now === null || JSON.stringify(now) === JSON.stringify(before)) return true
    if (typeof now !== 'object' || typeof before !== 'object' || before === null) return now === false
    return Object.entries(now).every(([key, value]) => less(value, (before as Record<string, unknown>)[key]))
  }
  return (
    reading.papers.length === original.papers.length &&
    reading.papers.every((paper, index) => less(paper, original.papers[index])) &&
    reading.entries.every((entry, index) => less(entry, original.entries[index]))
  )
}

function mutations(path: readonly Step[]): (readonly [string, (root: Json) => void])[] {
  const key = path.at(-1) as string
  const onParents = (root: Json, change: (parent: Record<string, Json>) => void) => {
    for (const parent of parentsAt(root, path.slice(0, -1))) if (key in parent) change(parent)
  }
  return [
    ['delete', (root) => onParents(root, (parent) => delete parent[key])],
    [
      'rename',
      (root) =>
        onParents(root, (parent) => {
          parent[`${key}X`] = parent[key] as Json
          delete parent[key]
        }),
    ],
    ...Object.entries(RETYPED).map(
      ([name, retype]) =>
        [
          name,
          (root: Json) =>
            onParents(root, (parent) => {
              parent[key] = retype(parent[key] as Json)
            }),
        ] as const,
    ),
  ]
}

/** All objects at a path; a number in it stands for every place of the list. */
function parentsAt(value: Json, path: readonly Step[]): Record<string, Json>[] {
  const [step, ...rest] = path
  if (step === undefined)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? [value] : []
  if (typeof step === 'number')
    return Array.isArray(value) ? value.flatMap((each) => parentsAt(each, rest)) : []
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return []
  return step in value ? parentsAt(value[step] as Json, rest) : []
}

function entriesOf(json: Json): Json[] {
  return Array.isArray(json) ? json : (json as { dailyPapers: Json[] }).dailyPapers
}

/** Every key that any entry has, once; places in lists are 0. */
function keysOf(entries: readonly Json[]): Step[][] {
  const found = new Map<string, Step[]>()
  const walk = (value: Json, path: Step[]) => {
    if (Array.isArray(value)) for (const each of value) walk(each, [...path, 0])
    else if (value !== null && typeof value === 'object') {
      for (const [key, each] of Object.entries(value)) {
        found.set([...path, key].join('.'), [...path, key])
        walk(each, [...path, key])
      }
    }
  }
  for (const entry of entries) walk(entry, [])
  return [...found.values()]
}

/** The first entry that has the key. */
function placeWith(entries: readonly Json[], path: readonly Step[]): number {
  const key = path.at(-1) as string
  return entries.findIndex((entry) => parentsAt(entry, path.slice(0, -1)).some((parent) => key in parent))
}
