import { isoInstantOf } from '../model/day.ts'
import { asObject } from './eras/site-values.ts'
import { oneLine } from './text.ts'

/*
 * Single values of a page of which one wrong piece must not spoil the rest: what has not the type that is asked for
 * is null, and nothing throws.
 */

const LONGEST_ID = 200
const LARGEST_INTEGER = 2_147_483_647

/** Clean text on one line; null for anything else, and for text without a visible character. */
export function lineOf(value: unknown): string | null {
  return typeof value === 'string' ? oneLine(value) || null : null
}

/** An id or handle: a line of at most 200 characters. */
export function idOf(value: unknown): string | null {
  const line = lineOf(value)
  return line !== null && line.length <= LONGEST_ID ? line : null
}

/** A whole number from 0, at most what the column holds: `integer` unless another limit is given. */
export function countOf(value: unknown, most: number = LARGEST_INTEGER): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : null
}

/** True or false; null for anything else. */
export function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** An instant of the years 1 to 9999, as the records hold it. */
export function instantOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  try {
    const instant = isoInstantOf(value)
    return /^(?!0000)\d{4}-/.test(instant) ? instant : null
  } catch {
    return null
  }
}

/** The objects of a list; null when it is no list. */
export function objectsOf(value: unknown): Readonly<Record<string, unknown>>[] | null {
  return Array.isArray(value) ? value.map((each) => asObject(each)).filter((each) => each !== null) : null
}
