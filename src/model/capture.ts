import type { Listing } from './listing.ts'

/** Source of a response: the site's pages, its JSON API, or a reading of the page as plain text. */
export const CAPTURE_FORMS = ['page', 'api', 'text'] as const

export type CaptureForm = (typeof CAPTURE_FORMS)[number]

/**
 * The raw bytes of one response, decompressed, with all that is needed to read them again. Nothing parses them before
 * they are stored.
 */
export interface Capture {
  /** The requested listing. */
  readonly listing: Listing
  readonly form: CaptureForm
  /** The requested address. */
  readonly url: string
  /** The address that answered, after redirects. */
  readonly finalUrl: string
  readonly status: number
  readonly fetchedWith: 'http' | 'browser' | 'import'
  /** Response headers worth keeping, lower case: content-type, date, etag, last-modified, ratelimit and the like. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** When the response was received. */
  readonly fetchedAt: Temporal.Instant
}

/** A stored capture. */
export interface StoredCapture extends Capture {
  /** Id in the table `captures`. */
  readonly id: string
  /** SHA-256 of the body, hexadecimal. */
  readonly sha256: string
}
