import { isoInstantOf } from '../model/day.ts'
import { asObject } from './eras/site-values.ts'
import { oneLine } from './text.ts'

/*
 * Single values of a page, where one wrong piece must not spoil the rest: a value of another type
 * is null, and nothing throws.
 */

/** Largest `integer` of Postgres. */
export const LARGEST_INTEGER = 2_147_483_647
/** Names and addresses, in UTF-8: a b-tree refuses keys of more than about 2,700 bytes. */
export const LINE_BYTES = 1_000
export const LINK_BYTES = 2_000
const LONGEST_ID = 200

/** Cleans text on one line; null for anything else, and for text without a visible character or of too many bytes. */
export function lineOf(value: unknown, mostBytes: number = LINE_BYTES): string | null {
  if (typeof value !== 'string') return null
  const line = oneLine(value)
  return line === '' || Buffer.byteLength(line) > mostBytes ? null : line
}

/** Reads an id or handle: a line of at most 200 characters. */
export function idOf(value: unknown): string | null {
  const line = lineOf(value)
  return line !== null && line.length <= LONGEST_ID ? line : null
}

/** Reads a whole number from 0, up to the column's limit: `integer` by default. */
export function countOf(value: unknown, most: number = LARGEST_INTEGER): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : null
}

/** Reads true or false; null for anything else. */
export function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** Reads an instant of the years 1 to 9999, normalized for records. */
export function instantOf(value: unknown): string | null {
  return typeof value === 'string' && isStorableInstant(value) ? isoInstantOf(value) : null
}

/** True for the text of an instant of the years 1 to 9999, the range of the warehouse's texts. */
export function isStorableInstant(text: string): boolean {
  try {
    return /^(?!0000)\d{4}-/.test(isoInstantOf(text))
  } catch {
    return false
  }
}

/** Returns the objects of a list; null when it is not a list. */
export function objectsOf(value: unknown): Readonly<Record<string, unknown>>[] | null {
  return Array.isArray(value) ? value.map((each) => asObject(each)).filter((each) => each !== null) : null
}
