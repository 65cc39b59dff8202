import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Day, isDay, isoInstant } from '../../../model/day.ts'
import type { PageEnd } from '../../../query/select-papers.ts'

/** Where a reader of a selection's pages stands, and what the pages are of. */
export interface Cursor {
  /** Stands for the pairs that were asked for (see `pairsHash`): a cursor of one list is none of another. */
  readonly of: string
  /** What moving periods and momentum are counted from on every page. */
  readonly now: Temporal.Instant
  /** The first day of their period. */
  readonly day: Day
  readonly end: PageEnd
}

const YEARS = /^2\d{3}-/

const stored = z.strictObject({
  of: z.string().max(100),
  now: z.iso
    .datetime()
    .regex(YEARS)
    .transform((text) => Temporal.Instant.from(text)),
  day: z.string().regex(YEARS).refine(isDay),
  place: z.int().min(1).max(2_000_000_000),
  keys: z.array(z.number()).max(3),
  id: z
    .string()
    .min(1)
    .max(500)
    .refine((text) => !text.includes('\0') && text.isWellFormed()),
})

/** The same for the same pairs, in whatever order. */
export function pairsHash(pairs: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16)
}

/** A cursor as text that stands in an address. */
export function cursorText({ of, now, day, end }: Cursor): string {
  const text = JSON.stringify({
    of,
    now: isoInstant(now),
    day,
    place: end.place,
    keys: end.keys,
    id: end.paperId,
  })
  return Buffer.from(text).toString('base64url')
}

/** The cursor that a text stands for; null when it is none. */
export function cursorOf(text: string): Cursor | null {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
  const parsed = stored.safeParse(read)
  if (!parsed.success) return null
  const { of, now, day, place, keys, id } = parsed.data
  return { of, now, day, end: { place, keys, paperId: id } }
}
