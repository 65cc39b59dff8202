import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Day, isDay, isoInstant } from '../model/day.ts'
import type { PageEnd } from './select-papers.ts'

/** Position of a reader in a list's pages, with the list. */
export interface Cursor {
  /** Hash of the requested pairs (see `pairsHash`): a cursor of one list is invalid for another. */
  readonly of: string
  /** Reference instant of moving periods and momentum on every page; null for a list without them. */
  readonly now: Temporal.Instant | null
  /** First day of their period. */
  readonly day: Day
  readonly end: PageEnd
}

const YEARS = /^2\d{3}-/

const stored = z.tuple([
  z.string().max(100),
  z.iso
    .datetime()
    .regex(YEARS)
    .transform((text) => Temporal.Instant.from(text))
    .nullable(),
  z.string().regex(YEARS).refine(isDay),
  z.int().min(1).max(2_000_000_000),
  z.array(z.number()).max(3),
  z
    .string()
    .min(1)
    .max(500)
    .refine((text) => !text.includes('\0') && text.isWellFormed()),
])

/** Hashes pairs, independent of their order. */
export function pairsHash(pairs: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16)
}

/** Encodes a cursor for an address. */
export function cursorText({ of, now, day, end }: Cursor): string {
  const { place, keys, paperId } = end
  const parts: z.input<typeof stored> = [of, now && isoInstant(now), day, place, [...keys], paperId]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Decodes a cursor; null when it is not one of this list.
 *
 * @param of the list's hash, see `pairsHash`
 * @param keys number of keys of the list's order
 */
export function cursorOf(text: string, of: string, keys: number): Cursor | null {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
  const parsed = stored.safeParse(read)
  if (!parsed.success) return null
  const [list, now, day, place, values, paperId] = parsed.data
  if (list !== of || values.length !== keys) return null
  return { of, now, day, end: { place, keys: values, paperId } }
}
