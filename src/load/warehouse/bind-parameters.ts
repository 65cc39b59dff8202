import { UsageError } from '../../base/errors.ts'
import { asText } from './value-text.ts'

/** A statement for Postgres. */
export interface Bound {
  /** With $1, $2 for names. */
  readonly text: string
  /** In the notation of Postgres. */
  readonly values: readonly (string | null)[]
  /** Maps a position of the text to the statement as written; both from 0. */
  readonly placeOf: (place: number) => number
}

/**
 * Parts of SQL without names of parameters (texts, quoted names, comments, casts), and others. Nested comments
 * are ignored: a name there is no parameter.
 */
const PARTS =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|::|:([A-Za-z_]\w*)/g

/**
 * Replaces `:name` by $1, $2 outside of texts, quoted names and comments. Only given names:
 * any other colon stays.
 *
 * @throws {UsageError} for a value whose name is not in the statement
 */
export function bindParameters(statement: string, parameters: Readonly<Record<string, unknown>>): Bound {
  const given = new Map(Object.entries(parameters))
  const names: string[] = []
  // Ends of replacements, in the new text and in the old one.
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
    throw new UsageError(`the parameter ${unused} is given, but the statement has no :${unused}`)
  return {
    text,
    values: names.map((name) => asText(given.get(name))),
    placeOf: (place) => {
      const last = ends.findLast(({ now }) => now <= place)
      return last === undefined ? place : place - last.now + last.before
    },
  }
}
