import { describe, expect, test } from 'vitest'
import { readCapture } from '../../src/transform/read-capture.ts'

const read = (body: string, form: 'page' | 'api') =>
  readCapture({
    listing: { kind: 'paper', key: 'abc' },
    form,
    body: Buffer.from(body),
    fetchedAt: Temporal.Instant.from('2026-06-04T09:00:00Z'),
  })

describe('an answer that was saved without its status', () => {
  test.each([
    ['a page with the number in its title', '<html><head><title>404 – Site</title></head></html>', 'page'],
    ['a page with the number as its heading', '<html><h1 class="big"> 404 </h1><p>Sorry</p></html>', 'page'],
    ['an error of the API', '{"error":"Paper not found"}', 'api'],
  ] as const)('is known as not-found: %s', (_, body, form) => {
    expect(read(body, form)).toMatchObject({ outcome: 'refused', refusal: 'not-found' })
  })

  test('is no refusal when the number only stands in its text', () => {
    expect(read('<html><body><p>404 pages are a bore</p></body></html>', 'page').outcome).toBe('unreadable')
  })
})
