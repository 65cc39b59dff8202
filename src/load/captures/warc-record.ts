import { createHash } from 'node:crypto'
import { WARCRecord } from 'warcio'
import { z } from 'zod'
import { UsageError } from '../../base/errors.ts'
import { CAPTURE_FORMS, type Capture, type StoredCapture } from '../../model/capture.ts'
import { isoInstant } from '../../model/day.ts'
import { listingName, storedListing } from '../../model/listing.ts'
import { archivedAnswer } from './warc-answer.ts'
import type { WarcRecord } from './warc-records.ts'

/*
 * One capture as one record of WARC 1.1 (ISO 28500:2017). What was fetched is a record of the type `response`, what
 * was imported is a `resource`, since no HTTP came with it. The target is the address that answered, the date is when
 * the answer came, the payload is the body as it was stored (decompressed). What only Paperboy knows stands in header
 * fields of its own, which other readers pass over.
 */

const LISTING = 'Paperboy-Listing'
const FORM = 'Paperboy-Form'
const WAY = 'Paperboy-Fetched-With'
const ASKED = 'Paperboy-Asked-URI'
const ANSWER = 'Paperboy-Answer'
const SHA256 = 'Paperboy-Payload-SHA256'

const FETCHED_WITH = ['http', 'browser', 'import'] as const
const CONTENT_TYPES = { page: 'text/html', api: 'application/json', text: 'text/plain' } as const

/**
 * What a record's own fields may change on the way: readers of WARC write addresses in another way and drop headers
 * that are empty.
 */
const answerField = z.object({
  url: z.string(),
  finalUrl: z.string(),
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
})

/** A capture of a WARC file, and the SHA-256 of its body (hexadecimal). */
export interface ArchivedCapture {
  readonly capture: Capture
  readonly sha256: string
}

/** The record that a capture is written as. */
export function recordOf(capture: StoredCapture): WARCRecord {
  const { listing, form, fetchedWith, url, finalUrl, status, headers, body, fetchedAt, sha256 } = capture
  const common = {
    warcVersion: 'WARC/1.1',
    url: asUri(finalUrl),
    date: isoInstant(fetchedAt),
    keepHeadersCase: true,
  } as const
  const warcHeaders = {
    [LISTING]: encodeURI(listingName(listing)),
    [FORM]: form,
    [WAY]: fetchedWith,
    [ANSWER]: asciiJson({ url, finalUrl, status, headers }),
    [SHA256]: sha256,
  }
  if (fetchedWith === 'import') {
    const typed = { ...warcHeaders, 'Content-Type': CONTENT_TYPES[form] }
    return WARCRecord.create({ ...common, type: 'resource', warcHeaders: typed }, [body])
  }
  return WARCRecord.create(
    {
      ...common,
      type: 'response',
      warcHeaders,
      statusline: `HTTP/1.1 ${status}`,
      // The library takes the body for headers where there is none.
      httpHeaders: { ...inOneLine(headers), 'content-length': String(body.byteLength) },
    },
    [body],
  )
}

/** True for a record that Paperboy wrote. */
export function isOwn({ type, fields }: WarcRecord): boolean {
  return ['response', 'resource'].includes(type) && Boolean(fields.get(LISTING.toLowerCase()))
}

/**
 * The capture that a record of Paperboy holds.
 *
 * @param where names the record in messages
 * @throws {UsageError} when the body is not the one that was written, or a field is not as Paperboy writes it
 */
export async function parseCapture(record: WarcRecord, where: string): Promise<ArchivedCapture> {
  const field = (name: string) => record.fields.get(name.toLowerCase())
  const block = await record.block()
  const archived = record.type === 'response' ? archivedAnswer(block) : null
  const body = new Uint8Array(archived?.body ?? block)
  const sha256 = createHash('sha256').update(body).digest('hex')
  if (sha256 !== field(SHA256)) {
    throw new UsageError(`${where}: its body has the SHA-256 ${sha256}, expected ${field(SHA256)}`)
  }
  const form = CAPTURE_FORMS.find((each) => each === field(FORM))
  const fetchedWith = FETCHED_WITH.find((each) => each === field(WAY))
  const listing = listingOf(field(LISTING) ?? '')
  const finalUrl = field('WARC-Target-URI') ?? ''
  const answer = answerOf(field(ANSWER)) ??
    // Archives of 2026-11 and before have no such field.
    {
      url: field(ASKED) ?? finalUrl,
      finalUrl,
      status: archived?.status ?? 200,
      headers: Object.fromEntries(archived?.headers ?? []),
    }
  const fetchedAt = instantOf(record)
  if (listing === null || answer === 'unknown' || !form || !fetchedWith || fetchedAt === null) {
    throw new UsageError(
      `${where}: expected the fields ${LISTING}, ${FORM}, ${WAY}, ${ANSWER} and WARC-Date as Paperboy writes them`,
    )
  }
  return { sha256, capture: { listing, form, fetchedWith, body, fetchedAt, ...answer } }
}

/** When the content of a record came; null where that is not told to the second. */
export function instantOf({ fields }: WarcRecord): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(fields.get('warc-date') ?? '')
  } catch {
    return null
  }
}

function listingOf(name: string) {
  try {
    return storedListing(decodeURI(name))
  } catch {
    return null
  }
}

function answerOf(field: string | undefined): z.infer<typeof answerField> | 'unknown' | null {
  if (!field) return null
  try {
    return answerField.parse(JSON.parse(field))
  } catch {
    return 'unknown'
  }
}

function inOneLine(headers: Capture['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[\r\n]+/g, ' ')]),
  )
}

/** JSON of one line that any reader of headers gives back as it was. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A record's target must be an address; a file's name may hold anything. */
function asUri(address: string): string {
  return URL.canParse(address)
    ? new URL(address).href.replaceAll(' ', '%20')
    : encodeURI(address.toWellFormed())
}
