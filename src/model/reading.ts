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

/** Reader of a capture: the page's JSON, its cards, an answer of the API, or plain text. */
export type Way = 'blob' | 'cards' | 'json' | 'text'

/** Length from which a list has some entries with each common key. */
export const LONG_LIST = 20

/** Everything that one capture says about the requested listing. */
export interface ListingReading {
  readonly outcome: 'listing'
  readonly listing: Listing
  /** Name of the parser's era: `day-2026`, `day-2024`, `api-day` ... */
  readonly era: string
  readonly reader: Way
  /** Difference from the known layout of a page that could still be read; null for none. */
  readonly layoutChange: string | null
  /** False when the answer is known to have only a part of the list, like an API answer of exactly one page. */
  readonly complete: boolean
  /**
   * True when this form of the page has only some fields of a paper: then missing fields mean nothing, and the
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
  /** Facts that only a paper's own page has; null for lists. */
  readonly paperPage: PaperPage | null
  /** Number of entries on the page, good or bad. */
  readonly entryCount: number
}

/** A reading of a list with text but no ids: its entries are matched to papers later. */
export interface TextReading {
  readonly outcome: 'text'
  readonly listing: Listing
  readonly era: string
  readonly reader: 'text'
  readonly unidentified: readonly UnidentifiedEntry[]
  readonly rejections: readonly Rejection[]
}

/** The site answered with another listing than requested; nothing of it may be stored under the requested one. */
export interface RedirectedReading {
  readonly outcome: 'redirected'
  readonly listing: Listing
  /** The returned listing: `day:2025-09-26`. */
  readonly found: string
}

/** Reasons why an answer has no list although the site's pages have not changed. */
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
 * Fallbacks that may still get the list: the same request `again` within the run, a `browser`, the site's `api`, or only the
 * next run (`later`).
 */
export type Fate = 'again' | 'browser' | 'api' | 'later'

/** The site, or a proxy in front of it, did not answer with a page. Known rows stay as they are. */
export interface RefusedReading {
  readonly outcome: 'refused'
  readonly listing: Listing
  readonly refusal: Refusal
  readonly fate: Fate
  readonly reason: string
}

/** No parser knows the answer's page. The capture is kept, so that a replay can read it after a fix. */
export interface UnreadableReading {
  readonly outcome: 'unreadable'
  readonly listing: Listing
  readonly reason: string
}

/** Result of the transform stage for one capture. */
export type Reading = ListingReading | TextReading | RedirectedReading | RefusedReading | UnreadableReading
