import type { Listing } from './listing.ts'

/** Where a response came from: the site's pages, its JSON API, or a reading of the page as plain text. */
export const CAPTURE_FORMS = ['page', 'api', 'text'] as const

export type CaptureForm = (typeof CAPTURE_FORMS)[number]

/**
 * The raw bytes of one response, decompressed, with what it takes to read them again. Nothing looks inside before
 * they are stored.
 */
export interface Capture {
  /** The listing that was asked for. */
  readonly listing: Listing
  readonly form: CaptureForm
  /** The address that was asked for. */
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

/** A capture that is in the store. */
export interface StoredCapture extends Capture {
  /** Its number in the table `captures`. */
  readonly id: string
  /** SHA-256 of the body, hexadecimal. */
  readonly sha256: string
}
