import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWarc, writeWarc } from '../../src/load/captures/warc-file.ts'
import { CAPTURE_FORMS, type Capture, type StoredCapture } from '../../src/model/capture.ts'
import type { Listing } from '../../src/model/listing.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-warc-'))
})
afterAll(async () => rm(folder, { recursive: true }))

const words = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('Bäume & Wälder', 'a  b', '100%', '%20', '機械 学習', 'a#b?c'),
  )
  .map((text) => text.toWellFormed().trim())
  .filter((text) => text !== '')
const listing = fc.oneof(
  fc.record<Listing>({ kind: fc.constant('day'), key: fc.constantFrom('2026-06-03', '2024-02-29') }),
  fc.record<Listing>({ kind: fc.constant('week'), key: fc.constant('2026-W23') }),
  fc.record<Listing>({ kind: fc.constant('trending'), key: fc.constant('now') }),
  fc.record<Listing>({ kind: fc.constant('paper'), key: fc.constantFrom('2509.24002', 'abc_1') }),
  fc.record<Listing>({ kind: fc.constant('query'), key: words }),
)
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom('import:saved page ü.html', 'HTTP://Host:80/a b', 'import:', 'no address\nat all', ''),
  words.map((name) => `import:${name}`),
)
const CRLF = '\r\n\r\n'
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .constantFrom('', '\r\n', CRLF, `WARC/1.1${CRLF}`, `HTTP/1.1 200${CRLF}x`, 'a: b\r\nc')
    .map((text) => Buffer.from(text)),
  fc
    .array(fc.constantFrom('\r', '\n', 'a: b', '\0', 'ü'), { maxLength: 40 })
    .map((parts) => Buffer.from(parts.join(''))),
  // More than one chunk of the reader.
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => Buffer.alloc(length, '\r\n\r\n<p>')),
)
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'date', 'etag', 'last-modified', 'retry-after', 'content-length'),
  fc.oneof(fc.constantFrom('', ' ', '"W/é"', 'text/html; charset=utf-8', 'a\nb', `a${CRLF}b`), fc.string()),
  { noNullPrototype: true },
)
const capture = fc.record<Capture>({
  listing,
  form: fc.constantFrom(...CAPTURE_FORMS),
  url: address,
  finalUrl: address,
  status: fc.constantFrom(200, 202, 400, 403, 404, 410),
  fetchedWith: fc.constantFrom('http', 'browser', 'import'),
  headers,
  body,
  fetchedAt: fc
    .integer({ min: Date.parse('2023-05-04T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') })
    .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms)),
})

async function* stored(captures: readonly Capture[]): AsyncGenerator<StoredCapture> {
  for (const [index, each] of captures.entries())
    yield { ...each, id: String(index + 1), sha256: createHash('sha256').update(each.body).digest('hex') }
}

const plain = (each: Capture) => ({
  ...each,
  body: Buffer.from(each.body).toString('base64'),
  fetchedAt: each.fetchedAt.epochMilliseconds,
})

test('a capture that is written to an archive and read back is the same in every field', async () => {
  let turn = 0
  await fc.assert(
    fc.asyncProperty(fc.array(capture, { minLength: 1, maxLength: 4 }), async (captures) => {
      const path = join(folder, `${turn++}.warc.gz`)
      expect(await writeWarc(path, stored(captures), 'test')).toBe(captures.length)
      const back: Capture[] = []
      for await (const archived of readWarc(path)) back.push(archived.capture)
      expect(back.map(plain)).toEqual(captures.map(plain))
    }),
    { numRuns: 200 },
  )
})
