import type { ListingKind } from './listing.ts'

/** Key of a reading of a listing, which also orders readings. */
export interface SightingKey {
  /** Time of capture: ISO 8601 in UTC with milliseconds, `2026-06-03T10:00:00.000Z`. */
  readonly observedAt: string
  readonly kind: ListingKind
  readonly key: string
  /** Form and hash of the response: `page:5f2c...`; see `sourceName`. */
  readonly source: string
}

/**
 * The one order of readings, and the one rule of ties: earlier captures come first; of several at one
 * instant the one whose kind, then key, then source comes later in the order of code units counts as later. So of
 * a day, a month and a week the week is the latest, and of two responses of one list the page, not the API's answer.
 * All history is derived by folding the readings in this order; the order of loading does not matter.
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

/** Name that distinguishes two responses of one listing and one instant. */
export function sourceName(form: string, sha256: string): string {
  return `${form}:${sha256.slice(0, 16)}`
}

/** Compares by code units, which no collation changes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
