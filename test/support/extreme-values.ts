import { hash } from 'node:crypto'

type Json = null | string | number | boolean | Json[] | { [key: string]: Json }
type Step = string | number

/** A place in a JSON value, and what is put there. */
export interface Mutation {
  readonly path: readonly Step[]
  readonly name: string
  readonly value: unknown
}

/** Letters that nothing makes shorter, the same each time: an index takes a long text that can be compressed. */
function noise(length: number): string {
  let text = ''
  for (let block = 0; text.length < length; block++) text += hash('sha512', `noise ${block}`)
  return text.slice(0, length)
}
const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`) as unknown

const MILLION = 'a million letters'
const TEXTS: Readonly<Record<string, () => unknown>> = {
  '6,000 random letters': () => noise(6_000),
  '950 Chinese letters': () =>
    Array.from({ length: 950 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join(
      '',
    ),
  '600 ligatures of eighteen letters': () => '\uFDFA'.repeat(600),
  [MILLION]: () => noise(1_000_000),
  'a NUL': () => 'a\u0000b',
  'a lone surrogate': () => `a\uD800b`,
  'nothing visible': () => '\u200B \u202E',
  'no letter': () => '',
  'year 0': () => '0000-01-01T00:00:00.000Z',
  'year 0 by its offset': () => '0001-01-01T00:00:00.000+14:00',
  'year 10000 by its offset': () => '9999-12-31T23:59:59.999-12:00',
  'a day that the calendar lacks': () => '2026-02-30T00:00:00.000Z',
  'an address of 6,000 letters': () => `https://github.com/${noise(3_000)}/${noise(3_000)}`,
  'percent signs': () => 'https://example.org/%E0%A4%A',
}
const NUMBERS: Readonly<Record<string, () => unknown>> = {
  'two to the 31': () => 2 ** 31,
  'two to the 53': () => 2 ** 53,
  'a number of 300 digits': () => 1e300,
  'minus one': () => -1,
  'a half': () => 0.5,
}
const OTHERS: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  true: () => true,
  'an empty list': () => [],
  'a list of 20,000': () => Array.from({ length: 20_000 }, (_, index) => `w${index}`),
  'an empty object': () => ({}),
  'lists in lists, 5,000 deep': () => nested(5_000),
  'a key with a NUL': () => ({ 'a\u0000b': 1 }),
  'a key with a lone surrogate': () => ({ 'a\uDC00b': 1 }),
  'a key of 6,000 letters': () => ({ [noise(6_000)]: 1 }),
}

const EXTREMES = { ...TEXTS, ...NUMBERS, ...OTHERS }

/** Each extreme value in each place of a JSON value, and under keys that nobody knows. */
export function mutationsOf(value: unknown): Mutation[] {
  const places = [
    ...placesIn(value as Json),
    ...objectsIn(value as Json).map((path) => [...path, 'nobodyKnows']),
  ]
  return places.flatMap((path) =>
    Object.entries(EXTREMES).map(([name, make]) => ({ path, name, value: make() })),
  )
}

/** One extreme value in all places that hold a value of its type; by the name of the extreme value. */
export function allAtOnce<T>(value: T): Map<string, T> {
  const kinds = { string: TEXTS, number: NUMBERS } as const
  return new Map(
    Object.entries(kinds).flatMap(([type, extremes]) => {
      const places = placesIn(value as Json).filter((path) => typeof valueAt(value as Json, path) === type)
      // A page of a hundred million letters is none that the crawler takes.
      const fitting = Object.entries(extremes).filter(([name]) => name !== MILLION)
      return fitting.map(
        ([name, make]) =>
          [name, places.reduce((at, path) => mutated(at, { path, value: make() }), value)] as const,
      )
    }),
  )
}

/** A copy with another value at a place. */
export function mutated<T>(from: T, { path, value }: Pick<Mutation, 'path' | 'value'>): T {
  const copy = structuredClone(from)
  let at = copy as Record<Step, unknown>
  for (const step of path.slice(0, -1)) {
    if (at[step] === null || typeof at[step] !== 'object') return copy
    at = at[step] as Record<Step, unknown>
  }
  at[path.at(-1) ?? ''] = value
  return copy
}

function placesIn(value: Json, path: readonly Step[] = []): Step[][] {
  if (value === null || typeof value !== 'object') return []
  const steps = Array.isArray(value)
    ? value.slice(0, 1).map((each, index) => [index, each] as const)
    : Object.entries(value)
  return steps.flatMap(([step, each]) => [[...path, step], ...placesIn(each, [...path, step])])
}

function objectsIn(value: Json): Step[][] {
  return [[], ...placesIn(value)].filter((path) => {
    const at = valueAt(value, path)
    return at !== null && typeof at === 'object' && !Array.isArray(at)
  })
}

function valueAt(value: Json, path: readonly Step[]): Json {
  let at: Json = value
  for (const step of path) at = (at as Record<Step, Json>)?.[step] ?? null
  return at
}
