import type { QuotaBucket } from '../server/quota.ts'

/** Where and how often a fault strikes. */
interface FaultScope {
  /** After striking so many requests the site is healthy again. Default: for ever. */
  readonly times?: number
  /**
   * Part of the path with its query, or a pattern for it. Default: every address but /robots.txt, which only a
   * fault with a match or one of kind "robots" strikes.
   */
  readonly match?: RegExp | string
}

/** Compressions that the replica speaks; "identity" is none. */
export type Encoding = 'gzip' | 'br' | 'deflate' | 'zstd' | 'identity'

/** 429, whatever the quota says. */
export interface RateLimitFault extends FaultScope {
  readonly kind: 'rate-limit'
  /** The bucket that the answer names. Default: that of the address. */
  readonly bucket?: QuotaBucket
  /** Seconds to the reset in the RateLimit header. Default 55. */
  readonly resetSeconds?: number
  /** Whether RateLimit and RateLimit-Policy are sent. Default true. */
  readonly rateLimitHeaders?: boolean
  /** A RateLimit-Policy that is sent all the same, as it is. Default: absent. */
  readonly policy?: string
  /** Retry-After as it is: seconds, an HTTP date, nonsense. Default: absent. */
  readonly retryAfter?: string
}

/** A bare status such as 503 with a short text. */
export interface StatusFault extends FaultScope {
  readonly kind: 'status'
  readonly status: number
  readonly retryAfter?: string
}

/** The API takes a day of a list for one that it does not have yet: 400 with a sentence that names a bound. */
export interface DateBoundFault extends FaultScope {
  readonly kind: 'date-bound'
  /** The last day that is said to be there. */
  readonly bound: string
}

/** A redirect: another path, another host, or the word "loop" for the asked address itself. */
export interface RedirectFault extends FaultScope {
  readonly kind: 'redirect'
  readonly to: string
  /** Default 302. */
  readonly status?: number
}

/** 304, asked for or not. */
export interface NotModifiedFault extends FaultScope {
  readonly kind: 'not-modified'
}

/** A page with status 200 (unless told) that is no listing. */
export interface OtherPageFault extends FaultScope {
  readonly kind: 'empty-body' | 'login-page' | 'captcha-page' | 'cdn-error'
  /** Default 200. */
  readonly status?: number
}

/** The firewall's challenge page instead of the page. */
export interface ChallengeFault extends FaultScope {
  readonly kind: 'waf-challenge'
  /** Default 202; the site also uses 405. */
  readonly status?: number
  /**
   * Whether running the page's script in a browser gets through: it sets a cookie and reloads, and whoever sends
   * the cookie gets the normal page. Default false.
   */
  readonly solvable?: boolean
}

/** /robots.txt answers with 503, never, with a Disallow, with a megabyte, with HTML, or with 404. */
export interface RobotsFault extends FaultScope {
  readonly kind: 'robots'
  readonly answer: 'unavailable' | 'timeout' | 'disallow' | 'huge' | 'html' | 'not-found'
}

/** The compressed body ends early, while Content-Length fits what is sent. */
export interface TruncatedFault extends FaultScope {
  readonly kind: 'truncated'
  /** Default: what the client accepts. */
  readonly encoding?: Encoding
  /** Part of the compressed body that is sent. Default 0.5. */
  readonly share?: number
}

/** The field Content-Encoding does not say how the body is compressed. */
export interface MislabelledFault extends FaultScope {
  readonly kind: 'mislabelled'
  /** What the field says; null = it is absent. */
  readonly label: string | null
  /** How the body is compressed. Default "identity". */
  readonly encoding?: Encoding
  /** Part of the body that is sent. Default 1. */
  readonly share?: number
}

/** Content-Length promises more bytes than come before the connection closes. */
export interface WrongLengthFault extends FaultScope {
  readonly kind: 'wrong-length'
  /** Default 100. */
  readonly extraBytes?: number
}

/** The connection is reset in the middle of the body. */
export interface ResetFault extends FaultScope {
  readonly kind: 'reset'
  /** Default: half of the body. */
  readonly afterBytes?: number
}

/** The body comes in small pieces. */
export interface DripFault extends FaultScope {
  readonly kind: 'drip'
  /** Size of a piece. Default 1. */
  readonly bytes?: number
  /** Pause between pieces in milliseconds. Default 1000. */
  readonly intervalMs?: number
}

/** Nothing comes, or nothing after the headers, and the connection stays open. */
export interface HangFault extends FaultScope {
  readonly kind: 'hang'
  /** Default "before-headers". */
  readonly phase?: 'before-headers' | 'after-headers'
}

/** The page with a long tail of blanks. */
export interface OversizedFault extends FaultScope {
  readonly kind: 'oversized'
  /** Least size of the body before compression, in bytes. Default 64 MB. */
  readonly bytes?: number
}

/**
 * The page's JSON is cut inside its attribute, the page ends in the middle of it, or it stands under another target or
 * key, in a script element, or nowhere. An answer of the API is cut by the first two, and untouched by the others.
 */
export interface BlobFault extends FaultScope {
  readonly kind: 'blob'
  readonly change: 'cut' | 'ends-early' | 'renamed-target' | 'renamed-key' | 'moved-to-script' | 'gone'
  /** Whether the server-rendered cards stay. Default false. */
  readonly cards?: boolean
}

/** One paper's entry is made invalid; its card stays as it is. */
export interface BadEntryFault extends FaultScope {
  readonly kind: 'bad-entry'
  readonly id: string
  /** Default "upvotes-text". */
  readonly change?: 'upvotes-text' | 'no-title' | 'no-paper' | 'null' | 'bad-date' | 'authors-text'
}

/** Part of the entries is missing, from the JSON and the cards; share 1 = all of them. */
export interface MissingEntriesFault extends FaultScope {
  readonly kind: 'missing-entries'
  /** From 0 to 1. */
  readonly share: number
}

/** Keys that nobody has seen before, on the page, on each entry and inside each paper. */
export interface UnknownKeysFault extends FaultScope {
  readonly kind: 'unknown-keys'
}

/** Every key that is absent, on the page, in its entries and inside them, is there as null. */
export interface NullKeysFault extends FaultScope {
  readonly kind: 'null-keys'
}

/** The entry of a paper stands twice, the second time perhaps under another id such as "2509.17765v2". */
export interface RepeatedEntryFault extends FaultScope {
  readonly kind: 'repeated-entry'
  readonly id: string
  readonly secondId?: string
}

/** A paper has another title than before. */
export interface ChangedTitleFault extends FaultScope {
  readonly kind: 'changed-title'
  readonly id: string
  readonly title: string
}

/** Hostile text in one paper's entry. */
export interface HostileTextFault extends FaultScope {
  readonly kind: 'hostile-text'
  readonly id: string
  readonly text: 'nul' | 'lone-surrogate' | 'bidi' | 'script' | 'javascript-url' | 'huge-abstract'
}

/** One value of a paper's entry is another one. */
export interface ValueFault extends FaultScope {
  readonly kind: 'value'
  readonly id: string
  /** Keys and places from the entry on; the last one need not be there yet. */
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

/** Faults that give another answer in place of the page. */
export type ReplyFault =
  | RateLimitFault
  | StatusFault
  | DateBoundFault
  | RedirectFault
  | NotModifiedFault
  | OtherPageFault
  | ChallengeFault
  | RobotsFault

/** Faults on the way: the answer is right, its delivery is not. */
export type DeliveryFault =
  | TruncatedFault
  | MislabelledFault
  | WrongLengthFault
  | ResetFault
  | DripFault
  | HangFault
  | OversizedFault

/** Faults inside a page or an API answer. */
export type ContentFault =
  | BlobFault
  | BadEntryFault
  | MissingEntriesFault
  | UnknownKeysFault
  | NullKeysFault
  | RepeatedEntryFault
  | ChangedTitleFault
  | HostileTextFault
  | ValueFault

/** Anything that can be wrong with the replica. */
export type Fault = ReplyFault | DeliveryFault | ContentFault
