import type { ListingKind } from './listing.ts'

/** What a reading of a listing is known by, and ordered by. */
export interface SightingKey {
  /** When it was captured: ISO 8601 in UTC with milliseconds, `2026-06-03T10:00:00.000Z`. */
  readonly observedAt: string
  readonly kind: ListingKind
  readonly key: string
  /** Form and hash of the response: `page:5f2c...`; see `sourceName`. */
  readonly source: string
}

/**
 * The one order of readings, and the one rule of ties: what was captured earlier comes first; of several at one
 * instant the one whose kind, then key, then source comes later in the order of code units counts as the later. So of
 * a day, a month and a week the week is the latest, and of two responses of one list the page, not the API's answer.
 * All history is derived by going through the readings in this order; in which order they were loaded does not matter.
 *
 * @returns negative when `a` comes before `b`
 */
export function compareSightings(a: SightingKey, b: SightingKey): number {
  return (
    compareText(a.observedAt, b.observedAt) ||
    compareText(a.kind, b.kind) ||
    compareText(a.key, b.key) ||
    compareText(a.source, b.source)
  )
}

/** What tells two responses of one listing and one instant apart. */
export function sourceName(form: string, sha256: string): string {
  return `${form}:${sha256.slice(0, 16)}`
}

/** Order of code units, which no collation changes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
