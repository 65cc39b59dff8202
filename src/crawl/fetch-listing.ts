import type { Capture, CaptureForm } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'
import { fetchApiList } from './fetch-api-list.ts'
import { SiteUnreachable } from '../base/errors.ts'
import type { HttpAnswer, HttpClient, Validators } from './http-client.ts'
import { listingAddress, listingBucket } from './listing-address.ts'

/** The last answer of a listing, for a conditional request. */
export interface KnownAnswer extends Validators {
  /** Its body; null when it is no longer kept. */
  readonly body: () => Promise<Uint8Array | null>
}

/** Options of `fetchListing`. */
export interface FetchListingOptions {
  /** The site's page, or the API's answer. */
  readonly form: Exclude<CaptureForm, 'text'>
  readonly site: string
  readonly client: HttpClient
  readonly signal?: AbortSignal | undefined
  /** Its last answer; null when there is none, or the site gave no validators. */
  readonly known?: KnownAnswer | null
}

/**
 * Fetches the current state of one listing.
 *
 * @throws {RateLimited} on a 429
 * @throws {SiteUnreachable} when no complete answer came
 */
export async function fetchListing(listing: Listing, options: FetchListingOptions): Promise<Capture> {
  const { form, site, client, signal, known = null } = options
  const url = listingAddress(site, listing, form)
  const isPaged = form === 'api' && ['day', 'week', 'month'].includes(listing.kind)
  const answer = isPaged
    ? await fetchApiList(url, client, signal)
    : await fetchOnce(url, { client, signal, known, bucket: listingBucket(listing, form) })
  const { finalUrl, status, headers, body, receivedAt } = answer
  return { listing, form, url, finalUrl, status, headers, body, fetchedAt: receivedAt, fetchedWith: 'http' }
}

interface Once {
  readonly client: HttpClient
  readonly bucket: string
  readonly signal: AbortSignal | undefined
  readonly known: KnownAnswer | null
}

/** Fetches one address. For an unchanged page (status 304) it returns the stored body. */
async function fetchOnce(url: string, { client, bucket, signal, known }: Once): Promise<HttpAnswer> {
  const answer = await client.get(url, { bucket, signal, validators: known })
  if (answer.status !== 304) return answer
  const body = await known?.body()
  if (body) return { ...answer, body }
  // Without a stored body "unchanged" is meaningless.
  const whole = await client.get(url, { bucket, signal })
  if (whole.status === 304) throw new SiteUnreachable(`${url}: 304 without a conditional request`)
  return whole
}
