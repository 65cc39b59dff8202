import type { Capture } from '../../src/model/capture.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'

/** An entry of a list, as far as a test cares; the rest is made up. */
export interface MadeEntry {
  readonly id: string
  readonly upvotes?: number
  readonly title?: string
  /** Keywords; null for a page that does not tell them. */
  readonly keywords?: readonly string[] | null
  readonly stars?: number
  readonly repository?: string
  readonly abstract?: string
  /** Names, in order. */
  readonly authors?: readonly string[]
  readonly organization?: { readonly handle: string; readonly name: string }
  readonly comments?: number
  readonly submittedAt?: string | null
  readonly submitter?: { readonly id?: string; readonly handle: string; readonly fullname?: string } | null
}

/** Entries `PREFIX.00001` to as many as are asked for, the first with the most votes. */
export function madeEntries(count: number, more: Partial<MadeEntry> = {}, prefix = '2501'): MadeEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}.${String(index + 1).padStart(5, '0')}`,
    upvotes: 1000 - index,
    ...more,
  }))
}

/** An answer of the API with these entries, as it is saved. */
export function apiList(day: string, entries: readonly MadeEntry[], at: string, listing?: Listing): Capture {
  const list = entries.map(({ id, upvotes = 1, title = `Paper ${id}`, keywords = ['a word'], ...rest }) => {
    const { submittedAt = `${day}T10:00:00.000Z`, submitter = { id: 'u1', handle: 'someone' } } = rest
    const { abstract = `What paper ${id} says.`, authors = ['An Author'], organization } = rest
    const user = submitter && {
      ...(submitter.id !== undefined && { _id: submitter.id }),
      name: submitter.handle,
      fullname: submitter.fullname ?? 'Some One',
      type: 'user',
      isPro: false,
    }
    return {
      title,
      publishedAt: `${day}T00:00:00.000Z`,
      numComments: rest.comments ?? 0,
      ...(user && { submittedBy: user }),
      paper: {
        id,
        title,
        summary: abstract,
        publishedAt: `${day}T00:00:00.000Z`,
        upvotes,
        authors: authors.map((name, place) => ({
          _id: `author ${place === 0 ? '' : `${place} `}of ${id}`,
          name,
          hidden: false,
        })),
        ...(organization && {
          organization: {
            _id: `organization ${organization.handle}`,
            name: organization.handle,
            fullname: organization.name,
            avatar: '',
          },
        }),
        ...(keywords && { ai_keywords: keywords }),
        ...(rest.stars !== undefined && { githubStars: rest.stars }),
        ...(rest.repository !== undefined && { githubRepo: rest.repository }),
        ...(submittedAt !== null && { submittedOnDailyAt: submittedAt }),
      },
    }
  })
  const url = 'import:made.json'
  return {
    listing: listing ?? dayListing(day),
    form: 'api',
    url,
    finalUrl: url,
    status: 200,
    fetchedWith: 'import',
    headers: {},
    body: Buffer.from(JSON.stringify(list)),
    fetchedAt: Temporal.Instant.from(at),
  }
}
