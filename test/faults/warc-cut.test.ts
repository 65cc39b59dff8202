import { createHash } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UsageError } from '../../src/base/errors.ts'
import { readWarc, writeWarc } from '../../src/load/captures/warc-file.ts'
import { warcRecords } from '../../src/load/captures/warc-records.ts'
import type { StoredCapture } from '../../src/model/capture.ts'
import { httpAnswer, type MadeRecord, recordBytes } from '../support/warc-files.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-cut-'))
})
afterAll(async () => rm(folder, { recursive: true }))

const target = (path: string) => ({ 'WARC-Target-URI': `https://example.org${path}` })
const RECORDS: readonly MadeRecord[] = [
  { type: 'warcinfo', fields: { 'Content-Type': 'application/warc-fields' }, block: 'software: a\r\n' },
  { type: 'response', fields: target('/a'), block: httpAnswer('<p>one</p>') },
  { type: 'resource', fields: target('/b'), block: '' },
  { type: 'response', version: '1.0', fields: target('/c'), block: httpAnswer('\r\n\r\nWARC/1.1\r\n') },
]
const made = RECORDS.map((record) => recordBytes(record))

/** How many records are read from a file, and the error that ends it. */
async function readIt(path: string): Promise<{ places: number[]; error: Error | null }> {
  const places: number[] = []
  try {
    for await (const record of warcRecords(path)) {
      await record.block()
      places.push(record.place)
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { places, error }
  }
  return { places, error: null }
}

/** Where each of the parts ends. */
function endsOf(parts: readonly Uint8Array[]): number[] {
  let end = 0
  return parts.map(({ byteLength }) => (end += byteLength))
}

test.each([
  { form: 'plain', parts: made },
  { form: 'gzip, each record by itself', parts: made.map((bytes) => gzipSync(bytes)) },
])('fault 33: cut at any byte of $form, the record that is cut is named', async ({ parts }) => {
  const whole = Buffer.concat(parts)
  const ends = endsOf(parts)
  for (let at = 1; at < whole.byteLength; at++) {
    const path = join(folder, 'cut.warc')
    await writeFile(path, whole.subarray(0, at))
    const { places, error } = await readIt(path)
    const records = ends.filter((end) => end <= at).length
    if (ends.includes(at)) {
      expect({ at, count: places.length, error }).toEqual({ at, count: records, error: null })
      continue
    }
    expect(places.length, `cut at ${at}`).toBeGreaterThanOrEqual(records)
    const begins = `record ${records + 1}, which begins at byte ${ends[records - 1] ?? 0}: `
    expect(error?.message, `cut at ${at}`).toContain(begins)
    expect(error?.message, `cut at ${at}`).toMatch(/expected|is cut/)
  }
})

test('fault 33: what the message says to keep of a cut file is a whole file', async () => {
  const parts = made.map((bytes) => gzipSync(bytes))
  const path = join(folder, 'part.warc.gz')
  await writeFile(path, Buffer.concat(parts).subarray(0, -30))
  const { error } = await readIt(path)
  const [, bytes] = /head -c (\d+)/.exec(error?.message ?? '') ?? []
  await writeFile(path, (await readFile(path)).subarray(0, Number(bytes)))
  expect(await readIt(path)).toEqual({ places: [1, 2, 3], error: null })
})

test('fault 33: a file that is gzip as a whole and cut at any byte is never taken for whole', async () => {
  const whole = gzipSync(Buffer.concat(made))
  const path = join(folder, 'one.warc.gz')
  for (let at = 1; at < whole.byteLength; at++) {
    await writeFile(path, whole.subarray(0, at))
    expect((await readIt(path)).error?.message, `cut at ${at}`).toMatch(
      /record [1-5], which begins at byte 0/,
    )
  }
  await writeFile(path, whole)
  expect(await readIt(path)).toEqual({ places: [1, 2, 3, 4], error: null })
})

test('a byte that is changed in a packed record is told by its checksum', async () => {
  const parts = made.map((bytes) => gzipSync(bytes, { level: 0 }))
  const path = join(folder, 'changed.warc.gz')
  parts[1]![parts[1]!.byteLength - 20]! ^= 1
  await writeFile(path, Buffer.concat(parts))
  expect((await readIt(path)).error?.message).toMatch(/record 2, .*checksum/)
})

test('a record that is longer than it says is named', async () => {
  const path = join(folder, 'long.warc')
  const long = made[1]!.toString('latin1').replace(/Content-Length: \d+/, 'Content-Length: 3')
  await writeFile(path, Buffer.concat([made[0]!, Buffer.from(long), made[2]!]))
  const { places, error } = await readIt(path)
  expect(places).toEqual([1, 2])
  expect(error?.message).toMatch(/record 3: no WARC record, .*; or the Content-Length of record 2 is wrong/)
})

test('fault 33: an export that is cut at any byte is an error or lacks nothing before a record that ended', async () => {
  const captures = async function* (): AsyncGenerator<StoredCapture> {
    for (const [index, text] of ['<p>one</p>', '', '[]'].entries()) {
      const body = Buffer.from(text)
      yield {
        id: String(index),
        listing: { kind: 'day', key: `2026-06-0${index + 1}` },
        form: 'page',
        url: 'https://huggingface.co/papers',
        finalUrl: 'https://huggingface.co/papers',
        status: 200,
        fetchedWith: index === 2 ? 'import' : 'http',
        headers: {},
        body,
        fetchedAt: Temporal.Instant.from('2026-06-09T00:00:00Z'),
        sha256: createHash('sha256').update(body).digest('hex'),
      }
    }
  }
  const path = join(folder, 'own.warc.gz')
  await writeWarc(path, captures(), 'test')
  const whole = await readFile(path)
  const read = async () => {
    const keys: string[] = []
    try {
      for await (const { capture } of readWarc(path)) keys.push(capture.listing.key)
    } catch (error) {
      return error
    }
    return keys
  }
  expect(await read()).toHaveLength(3)
  await writeFile(path, '')
  let ended = 0
  for (let at = 0; at < whole.byteLength; at++) {
    await appendFile(path, whole.subarray(at, at + 1))
    const found = await read()
    if (Array.isArray(found)) ended++
    else expect(found).toBeInstanceOf(UsageError)
  }
  expect(ended).toBe(4)
})
