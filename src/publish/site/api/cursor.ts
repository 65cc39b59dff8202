import { z } from 'zod'
import { type Day, isDay, isoInstant } from '../../../model/day.ts'
import type { PageEnd } from '../../selection/select-papers.ts'

/** Where a reader of a selection's pages stands, and what the pages are of. */
export interface Cursor {
  /** The selection's pairs as they were asked for: a cursor of one list is none of another. */
  readonly of: string
  /** What moving periods and momentum are counted from on every page. */
  readonly now: Temporal.Instant
  /** The first day of their period. */
  readonly day: Day
  readonly end: PageEnd
}

const stored = z.strictObject({
  of: z.string().max(4000),
  now: z.iso.datetime().transform((text) => Temporal.Instant.from(text)),
  day: z.string().refine(isDay),
  place: z.int().min(1).max(2_000_000_000),
  keys: z.array(z.number()).max(3),
  id: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[^\u0000]*$/u),
})

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
