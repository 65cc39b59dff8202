import type { Listing } from './listing.ts'
import type { Account, Drift, Entry, Organization, Paper, Rejection } from './records.ts'

/** Everything one capture says about the listing that was asked for. */
export interface ListingReading {
  readonly outcome: 'listing'
  readonly listing: Listing
  /** Name of the parser's era: `day-2026`, `day-2024`, `api-day` ... */
  readonly era: string
  /** False when the answer is known to hold only a part of the list, as an API answer of exactly one page does. */
  readonly complete: boolean
  /**
   * True when this form of the page carries only some fields of a paper: then what it lacks says nothing, and the
   * known values stay.
   */
  readonly partialFields: boolean
  /** The neighbouring listings that the page names; days without papers are skipped. */
  readonly previousKey: string | null
  readonly nextKey: string | null
  readonly entries: readonly Entry[]
  readonly papers: readonly Paper[]
  readonly accounts: readonly Account[]
  readonly organizations: readonly Organization[]
  readonly rejections: readonly Rejection[]
  readonly drift: readonly Drift[]
  /** How many entries the page held, good or bad. */
  readonly entryCount: number
}

/** The site answered with another listing than was asked for; nothing of it may be stored under the asked one. */
export interface RedirectedReading {
  readonly outcome: 'redirected'
  readonly listing: Listing
  /** The listing that came: `day:2025-09-26`. */
  readonly found: string
}

/** The answer is no page that any parser knows. The capture is kept, so that a replay can read it after a fix. */
export interface UnreadableReading {
  readonly outcome: 'unreadable'
  readonly listing: Listing
  readonly reason: string
}

/** What the transform stage makes of one capture. */
export type Reading = ListingReading | RedirectedReading | UnreadableReading
