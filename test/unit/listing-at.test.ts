import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { listingAddress, listingAt } from '../../src/crawl/listing-address.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'

const SITE = 'https://huggingface.co'
const REPLICA = 'http://127.0.0.1:4180/hub'

const at = (address: string) => {
  const found = listingAt(address, [REPLICA, SITE])
  return typeof found === 'string' ? found : listingName(found.listing)
}

const listing = fc.oneof(
  fc.record<Listing>({ kind: fc.constant('day'), key: fc.constantFrom('2026-06-03', '2024-02-29') }),
  fc.record<Listing>({ kind: fc.constant('week'), key: fc.constant('2026-W23') }),
  fc.record<Listing>({ kind: fc.constant('month'), key: fc.constant('2026-06') }),
  fc.record<Listing>({ kind: fc.constant('trending'), key: fc.constant('now') }),
  fc.record<Listing>({ kind: fc.constant('paper'), key: fc.constantFrom('2509.24002', 'abc_1') }),
  fc.record<Listing>({
    kind: fc.constant('query'),
    key: fc
      .string({ unit: 'binary' })
      .map((text) => text.toWellFormed().trim())
      .filter((text) => text !== ''),
  }),
)

test('the address that a listing is fetched from leads back to it, as page and as JSON', () => {
  fc.assert(
    fc.property(
      listing,
      fc.constantFrom('page', 'api'),
      fc.constantFrom(SITE, REPLICA),
      (each, form, site) => {
        expect(listingAt(listingAddress(site, each, form), [REPLICA, SITE])).toEqual({ listing: each })
      },
    ),
  )
})

test.each([
  ['http://www.huggingface.co/papers/date/2024-08-01/', 'day:2024-08-01'],
  ['https://huggingface.co:443/papers?date=2024-08-01', 'day:2024-08-01'],
  ['https://huggingface.co/papers?utm_source=mail&date=2024-08-01#top', 'day:2024-08-01'],
  ['https://huggingface.co/papers/week/2026-W23?ref=x', 'week:2026-W23'],
  ['https://huggingface.co/papers/2509.24002v2', 'paper:2509.24002'],
  ['https://huggingface.co/papers?q=language+models', 'query:language models'],
  ['https://huggingface.co/api/daily_papers?date=2026-06-03', 'day:2026-06-03'],
  ['https://huggingface.co/api/daily_papers?week=2026-W23&limit=50&p=0', 'week:2026-W23'],
  ['https://huggingface.co/api/daily_papers?sort=trending&date=2026-06-03', 'trending'],
  ['https://huggingface.co/papers', 'newest-day'],
  ['https://huggingface.co/papers/?utm_source=mail', 'newest-day'],
  ['https://huggingface.co/api/daily_papers?date=2026-06-03&limit=10', 'part-of-a-list'],
  ['https://huggingface.co/api/daily_papers?date=2026-06-03&p=1&limit=100', 'part-of-a-list'],
  ['https://huggingface.co/api/papers/search?q=words&limit=3', 'part-of-a-list'],
  ['https://huggingface.co/api/daily_papers', 'not-a-list'],
  ['https://huggingface.co/api/daily_papers?date=2026-06-03&submitter=me', 'not-a-list'],
  ['https://huggingface.co/api/daily_papers?date=2026-06-03&sort=publishedAt', 'not-a-list'],
  ['https://huggingface.co/papers/date/2026-02-30', 'not-a-list'],
  ['https://huggingface.co/papers/date/2026-06-03?q=words', 'not-a-list'],
  ['https://huggingface.co/papers?date=2026-06-03&q=words', 'not-a-list'],
  ['https://huggingface.co/papers/submit', 'not-a-list'],
  ['https://huggingface.co/papers/2509.24002/community', 'not-a-list'],
  ['https://huggingface.co/models', 'not-a-list'],
  ['https://huggingface.co/', 'not-a-list'],
  ['https://huggingface.co.example.org/papers', 'other-host'],
  ['https://cdn.huggingface.co/papers', 'other-host'],
  ['http://127.0.0.1:4180/papers', 'other-host'],
  ['ftp://huggingface.co/papers', 'other-host'],
  ['dns:huggingface.co', 'other-host'],
  ['urn:pageinfo:https://huggingface.co/papers', 'other-host'],
  ['', 'other-host'],
])('%s is %s', (address, expected) => expect(at(address)).toBe(expected))
