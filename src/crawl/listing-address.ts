import type { CaptureForm } from '../model/capture.ts'
import type { Listing } from '../model/listing.ts'

/**
 * The address of a listing's page, or of its JSON.
 *
 * @param site base address without a trailing slash
 * @example listingAddress('https://huggingface.co', { kind: 'day', key: '2026-06-03' }, 'page')
 *   // 'https://huggingface.co/papers/date/2026-06-03'
 */
export function listingAddress(site: string, listing: Listing, form: Exclude<CaptureForm, 'text'>): string {
  const key = encodeURIComponent(listing.key)
  switch (listing.kind) {
    case 'day':
      return form === 'page' ? `${site}/papers/date/${key}` : `${site}/api/daily_papers?date=${key}&limit=100`
    case 'week':
      return form === 'page' ? `${site}/papers/week/${key}` : `${site}/api/daily_papers?week=${key}&limit=100`
    case 'month':
      return form === 'page'
        ? `${site}/papers/month/${key}`
        : `${site}/api/daily_papers?month=${key}&limit=100`
    case 'trending':
      return form === 'page' ? `${site}/papers/trending` : `${site}/api/daily_papers?sort=trending&limit=100`
    case 'query':
      return form === 'page' ? `${site}/papers?q=${key}` : `${site}/api/papers/search?q=${key}&limit=120`
    case 'paper':
      return form === 'page' ? `${site}/papers/${key}` : `${site}/api/papers/${key}`
  }
}

/** The bucket of the site's quota in which a listing's request is expected to be counted; its answer names the true one. */
export function listingBucket({ kind }: Listing, form: Exclude<CaptureForm, 'text'>): string {
  if (form === 'page') return 'pages'
  return kind === 'query' ? 'search' : 'api'
}
