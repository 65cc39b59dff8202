import type { CaptureForm } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'
import type { Way } from '../model/reading.ts'
import type { PageBlob } from './page-blob.ts'
import type { ApiBody } from './parse-api-body.ts'

/** A capture as the eras look at it; each view is made when it is first asked for. */
export interface Source {
  /** The listing that was asked for. */
  readonly listing: Listing
  readonly form: CaptureForm
  /** The props of one component of a page. */
  readonly blob: (target: string) => PageBlob
  /** The whole body as an answer of the API. */
  readonly api: () => ApiBody
  /** The whole body as text. */
  readonly text: () => string
}

/** What a page says of itself, before its entries are looked at. */
export interface Outline {
  /** The listing that the page is; null when it does not say, as an answer of the API. */
  readonly found: Listing | null
  /** The elements of the list in the order of their ranks, in the shape of the site's own entries. */
  readonly entries: readonly unknown[]
  /** False when this may be a part of the list. */
  readonly complete: boolean
  /** True when entries of this form lack fields that the paper has. */
  readonly partialFields?: boolean
  /** What stands beside the entries, of pages of lists. */
  readonly props?: Readonly<Record<string, unknown>>
  /** The neighbouring listings that the page names. */
  readonly previousKey?: string | null
  readonly nextKey?: string | null
  /** The props of a paper's own page, for what only that tells. */
  readonly paperPage?: Readonly<Record<string, unknown>>
}

/** One generation of one kind of page. */
export interface Era {
  /** Stable name, stored with each reading: `day-2026`. */
  readonly name: string
  readonly form: CaptureForm
  /** Where its entries are. */
  readonly reader: Way
  /** How it is recognised, in words. */
  readonly recognisedBy: string
  /** The page taken apart; null when it is not of this era. */
  readonly outline: (source: Source) => Outline | null
}
