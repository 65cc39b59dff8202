import { UsageError } from '../../base/errors.ts'
import { asText } from './value-text.ts'

/** A statement as Postgres takes it. */
export interface Bound {
  /** With $1, $2 where names were. */
  readonly text: string
  /** In the notation of Postgres. */
  readonly values: readonly (string | null)[]
  /** Where a place of the text is in the statement as it was written; both from 0. */
  readonly placeOf: (place: number) => number
}

/**
 * What in SQL holds no names of parameters (texts, quoted names, comments, casts), and what may. Comments in comments
 * are left out: a name there is nobody's.
 */
const PARTS =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|::|:([A-Za-z_]\w*)/g

/**
 * Puts $1, $2 for `:name`, wherever that stands outside of texts, quoted names and comments. Only names that are given:
 * any other colon stays.
 *
 * @throws {UsageError} for a value whose name the statement does not have
 */
export function bindParameters(statement: string, parameters: Readonly<Record<string, unknown>>): Bound {
  const given = new Map(Object.entries(parameters))
  const names: string[] = []
  // Ends of what was put in, in the new text and in the old one.
  const ends: { readonly now: number; readonly before: number }[] = []
  let growth = 0
  const text = statement.replaceAll(
    PARTS,
    (part: string, _tag: string | undefined, name: string | undefined, at: number) => {
      if (name === undefined || !given.has(name)) return part
      if (!names.includes(name)) names.push(name)
      const place = `$${names.indexOf(name) + 1}`
      growth += place.length - part.length
      const before = at + part.length
      ends.push({ now: before + growth, before })
      return place
    },
  )
  const unused = [...given.keys()].find((name) => !names.includes(name))
  if (unused !== undefined)
    throw new UsageError(`the parameter ${unused} is given, and the statement has no :${unused}`)
  return {
    text,
    values: names.map((name) => asText(given.get(name))),
    placeOf: (place) => {
      const last = ends.findLast(({ now }) => now <= place)
      return last === undefined ? place : place - last.now + last.before
    },
  }
}
