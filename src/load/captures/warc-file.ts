import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio'
import { UsageError } from '../../errors.ts'
import { CAPTURE_FORMS, type Capture, type StoredCapture } from '../../model/capture.ts'
import { isoInstant } from '../../model/day.ts'
import { listingName, parseListing } from '../../model/listing.ts'
import { asFileTrouble } from '../warehouse/warehouse-trouble.ts'
import { writeWhole } from '../warehouse/write-whole.ts'

/*
 * Captures as WARC 1.1 (ISO 28500:2017), so that the raw record outlives the program. A capture is a record of the
 * type `response`: its target is the address that answered, its date when the answer came, its payload the body as it
 * was stored (decompressed). What only Paperboy knows stands in header fields of its own, which other readers pass over.
 */

const LISTING = 'Paperboy-Listing'
const FORM = 'Paperboy-Form'
const WAY = 'Paperboy-Fetched-With'
const ASKED = 'Paperboy-Asked-URI'
const SHA256 = 'Paperboy-Payload-SHA256'

const FETCHED_WITH = ['http', 'browser', 'import'] as const

/**
 * Writes captures to a WARC file, each record gzip by itself. The file appears under its name only when all of it is
 * on the disk, has been read again, and holds the same captures.
 *
 * @returns how many captures it holds
 * @throws {UsageError} when the file can't be made there
 */
export async function writeWarc(
  path: string,
  captures: AsyncIterable<StoredCapture>,
  software: string,
): Promise<number> {
  const digests: string[] = []
  try {
    await writeWhole(
      path,
      async (file) => {
        const info = WARCRecord.createWARCInfo(
          { filename: path, warcVersion: 'WARC/1.1' },
          { software, format: 'WARC File Format 1.1' },
        )
        await file.write(await WARCSerializer.serialize(info, { gzip: true }))
        for await (const capture of captures) {
          await file.write(await WARCSerializer.serialize(recordOf(capture), { gzip: true }))
          digests.push(capture.sha256)
        }
      },
      async (part) => {
        const found: string[] = []
        for await (const { sha256 } of readWarc(part)) found.push(sha256)
        if (found.join() !== digests.join()) throw new Error(`${part} does not hold what was written to it`)
      },
    )
  } catch (error) {
    throw asFileTrouble(error, path)
  }
  return digests.length
}

function recordOf(capture: StoredCapture): WARCRecord {
  const { listing, form, fetchedWith, url, finalUrl, status, headers, body, fetchedAt, sha256 } = capture
  return WARCRecord.create(
    {
      type: 'response',
      warcVersion: 'WARC/1.1',
      url: finalUrl,
      date: isoInstant(fetchedAt),
      statusline: `HTTP/1.1 ${status}`,
      httpHeaders: { ...headers },
      warcHeaders: {
        [LISTING]: encodeURI(listingName(listing)),
        [FORM]: form,
        [WAY]: fetchedWith,
        [ASKED]: url,
        [SHA256]: sha256,
      },
      keepHeadersCase: true,
    },
    [body],
  )
}

/** A capture of a WARC file, and the SHA-256 of its body (hexadecimal). */
export interface ArchivedCapture {
  readonly capture: Capture
  readonly sha256: string
}

/**
 * The captures of a WARC file that Paperboy wrote, in its order; records of other programs are passed over.
 *
 * @throws {UsageError} when the file can't be read, is cut, or a body is not the one that was written
 */
export async function* readWarc(path: string): AsyncGenerator<ArchivedCapture> {
  let place = 0
  try {
    for await (const record of WARCParser.iterRecords(createReadStream(path))) {
      place++
      const archived = await captureOf(record, `${path}, record ${place}`)
      if (archived) yield archived
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${path}, after record ${place}: not readable as WARC (${why})`, { cause: error })
  }
  if (place === 0) throw new UsageError(`${path}: holds no WARC record`)
}

async function captureOf(record: WARCRecord, where: string): Promise<ArchivedCapture | null> {
  const name = record.warcHeader(LISTING)
  if (record.warcType !== 'response' || !name) return null
  const body = await record.readFully(false)
  const sha256 = createHash('sha256').update(body).digest('hex')
  if (sha256 !== record.warcHeader(SHA256)) {
    throw new UsageError(
      `${where}: its body has the SHA-256 ${sha256}, expected ${record.warcHeader(SHA256)}`,
    )
  }
  const parsed = parseListing(decodeURI(name))
  const form = CAPTURE_FORMS.find((each) => each === record.warcHeader(FORM))
  const fetchedWith = FETCHED_WITH.find((each) => each === record.warcHeader(WAY))
  if ('problem' in parsed || !form || !fetchedWith) {
    throw new UsageError(
      `${where}: expected the fields ${LISTING}, ${FORM} and ${WAY} as Paperboy writes them`,
    )
  }
  const finalUrl = record.warcTargetURI ?? ''
  const headers = record.httpHeaders?.headers ?? new Map<string, string>()
  return {
    sha256,
    capture: {
      listing: parsed.listing,
      form,
      url: record.warcHeader(ASKED) ?? finalUrl,
      finalUrl,
      status: Number(record.httpHeaders?.statusCode ?? 200),
      fetchedWith,
      headers: Object.fromEntries(headers),
      body,
      fetchedAt: Temporal.Instant.from(record.warcDate ?? ''),
    },
  }
}
