import type { Listing } from './listing.ts'
import type {
  Account,
  Drift,
  Entry,
  Organization,
  Paper,
  PaperPage,
  Rejection,
  UnidentifiedEntry,
} from './records.ts'

/** How a capture was read: from the page's JSON, from its cards, from an answer of the API, or as plain text. */
export type Way = 'blob' | 'cards' | 'json' | 'text'

/** A list as long as this has some entries with each of the common keys. */
export const LONG_LIST = 20

/** Everything one capture says about the listing that was asked for. */
export interface ListingReading {
  readonly outcome: 'listing'
  readonly listing: Listing
  /** Name of the parser's era: `day-2026`, `day-2024`, `api-day` ... */
  readonly era: string
  readonly reader: Way
  /** Why the page is not what it should be, although its entries could be read; null when all is as known. */
  readonly layoutChange: string | null
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
  /** What only a paper's own page tells; null for lists. */
  readonly paperPage: PaperPage | null
  /** How many entries the page held, good or bad. */
  readonly entryCount: number
}

/** A reading of a list that gives text and no ids: its entries are matched to papers later. */
export interface TextReading {
  readonly outcome: 'text'
  readonly listing: Listing
  readonly era: string
  readonly reader: 'text'
  readonly unidentified: readonly UnidentifiedEntry[]
  readonly rejections: readonly Rejection[]
}

/** The site answered with another listing than was asked for; nothing of it may be stored under the asked one. */
export interface RedirectedReading {
  readonly outcome: 'redirected'
  readonly listing: Listing
  /** The listing that came: `day:2025-09-26`. */
  readonly found: string
}

/** Why an answer holds no list although the site's pages have not changed. */
export type Refusal =
  | 'challenge'
  | 'captcha'
  | 'login'
  | 'forbidden'
  | 'rate-limited'
  | 'server-error'
  | 'empty-body'
  | 'not-found'
  | 'not-yet'
  | 'wrong-type'
  | 'wrong-charset'
  | 'damaged'

/**
 * What may still get the list: the same request `again` within the run, a `browser`, the site's `api`, or only the
 * next run (`later`).
 */
export type Fate = 'again' | 'browser' | 'api' | 'later'

/** The site, or what stands before it, answered with something else than a page. Known rows stay as they are. */
export interface RefusedReading {
  readonly outcome: 'refused'
  readonly listing: Listing
  readonly refusal: Refusal
  readonly fate: Fate
  readonly reason: string
}

/** The answer is no page that any parser knows. The capture is kept, so that a replay can read it after a fix. */
export interface UnreadableReading {
  readonly outcome: 'unreadable'
  readonly listing: Listing
  readonly reason: string
}

/** What the transform stage makes of one capture. */
export type Reading = ListingReading | TextReading | RedirectedReading | RefusedReading | UnreadableReading
