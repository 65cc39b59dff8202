import type { Capture, CaptureForm } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'
import { fetchApiList } from './fetch-api-list.ts'
import type { HttpClient } from './http-client.ts'
import { listingAddress } from './listing-address.ts'

/** What `fetchListing` needs beside the listing. */
export interface FetchListingOptions {
  /** The site's page of it, or the API's answer. */
  readonly form: Exclude<CaptureForm, 'text'>
  readonly site: string
  readonly client: HttpClient
  readonly signal?: AbortSignal | undefined
}

/**
 * Gets one listing as it stands now.
 *
 * @throws {RateLimited} on a 429
 * @throws {SiteUnreachable} when no whole answer came
 */
export async function fetchListing(listing: Listing, options: FetchListingOptions): Promise<Capture> {
  const { form, site, client, signal } = options
  const url = listingAddress(site, listing, form)
  const isPaged = form === 'api' && ['day', 'week', 'month'].includes(listing.kind)
  const answer = isPaged
    ? await fetchApiList(url, client, signal)
    : await client.get(url, { bucket: form === 'api' ? 'api' : 'pages', ...(signal ? { signal } : {}) })
  const { finalUrl, status, headers, body, receivedAt } = answer
  return { listing, form, url, finalUrl, status, headers, body, fetchedAt: receivedAt, fetchedWith: 'http' }
}
