import type { CaptureForm } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'
import type { Way } from '../model/reading.ts'
import type { PageBlob } from './page-blob.ts'
import type { ApiBody } from './parse-api-body.ts'

/** A capture as seen by the eras; each view is made on first use. */
export interface Source {
  /** The requested listing. */
  readonly listing: Listing
  readonly form: CaptureForm
  /** The props of one component of a page. */
  readonly blob: (target: string) => PageBlob
  /** The whole body as an answer of the API. */
  readonly api: () => ApiBody
  /** The whole body as text. */
  readonly text: () => string
}

/** What a page says about itself, before its entries are read. */
export interface Outline {
  /** The listing of the page; null when it does not say, like an answer of the API. */
  readonly found: Listing | null
  /** The elements of the list in the order of their ranks, in the shape of the site's own entries. */
  readonly entries: readonly unknown[]
  /** False when this may be only a part of the list. */
  readonly complete: boolean
  /** True when entries of this form lack fields that the paper has. */
  readonly partialFields?: boolean
  /** Props beside the entries, for pages of lists. */
  readonly props?: Readonly<Record<string, unknown>>
  /** The neighbouring listings that the page names. */
  readonly previousKey?: string | null
  readonly nextKey?: string | null
  /** The props of a paper's own page, for facts that only it has. */
  readonly paperPage?: Readonly<Record<string, unknown>>
}

/** One generation of one kind of page. */
export interface Era {
  /** Stable name, stored with each reading: `day-2026`. */
  readonly name: string
  readonly form: CaptureForm
  /** Reader of its entries. */
  readonly reader: Way
  /** Description of how it is recognised. */
  readonly recognisedBy: string
  /** Outlines the page; null when it is not of this era. */
  readonly outline: (source: Source) => Outline | null
}
