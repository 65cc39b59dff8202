import { DEFAULT_SITE } from '../../src/base/settings.ts'
import { decodeBody } from '../../src/crawl/decode-body.ts'
import { listingAt } from '../../src/crawl/listing-address.ts'
import { archivedAnswer } from '../../src/load/captures/warc-answer.ts'
import { parseCapture, instantOf, isOwn } from '../../src/load/captures/warc-record.ts'
import { type WarcRecord, warcRecords } from '../../src/load/captures/warc-records.ts'
import type { Capture } from '../../src/model/capture.ts'
import { dayOf } from '../../src/model/day.ts'
import { dayListing, type Listing, outOfRange, parseListing } from '../../src/model/listing.ts'
import { formOf } from '../../src/transform/form-of.ts'
import { readCapture } from '../../src/transform/read-capture.ts'

/** Maximum size of a decoded list. */
const MOST_BYTES = 32 * 1024 * 1024

/** Types of records beside the answers. */
const BESIDE = ['warcinfo', 'request', 'metadata', 'conversion', 'continuation'] as const

/** Types of records that may contain a list. */
const ANSWERS: ReadonlySet<string> = new Set(['response', 'resource', 'revisit'])

const UNFIT = {
  'other-host': 'other_host',
  'not-a-list': 'not_a_list',
  'part-of-a-list': 'part_of_a_list',
} as const

/** Reason why a record of an archive is skipped. */
type PassedOver =
  | (typeof BESIDE)[number]
  | (typeof UNFIT)[keyof typeof UNFIT]
  | 'other_type'
  | 'other_status'
  | 'cut_short'
  | 'undecodable'
  | 'without_time'
  | 'without_day'
  | 'no_such_list'
  | 'revisit_without_original'

/** Result of a record of an archive. */
interface Archived {
  /** Position in the file, from 1. */
  readonly place: number
  /** The capture, or the reason why there is none. */
  readonly found: Capture | PassedOver
}

/** Position of the record with the content, by position of a `revisit` record. */
export type Revisits = ReadonlyMap<number, number>

/** Resolves the revisits of a WARC file by id, by address and time, or by the digest of the content. */
export async function readRevisits(path: string, site: string): Promise<Revisits> {
  const places = new Map<string, number>()
  const revisits: { readonly place: number; readonly names: readonly string[] }[] = []
  for await (const record of warcRecords(path)) {
    const { place, type, fields } = record
    if (isOwn(record) || typeof sightingOf(record, site) === 'string') continue
    const isRevisit = type === 'revisit'
    const [id, uri, date] = isRevisit
      ? (['warc-refers-to', 'warc-refers-to-target-uri', 'warc-refers-to-date'] as const)
      : (['warc-record-id', 'warc-target-uri', 'warc-date'] as const)
    // For an unchanged answer the digest may be that of its empty body.
    const isSum = !isRevisit || (fields.get('warc-profile') ?? '').includes('identical-payload-digest')
    const names = [
      fields.get(id) ?? [],
      fields.has(uri) ? `${bare(fields.get(uri))} ${fields.get(date)}` : [],
      (isSum ? fields.get('warc-payload-digest') : undefined) ?? [],
    ].flat()
    if (isRevisit) revisits.push({ place, names })
    else for (const name of names) places.set(name, place)
  }
  return new Map(
    revisits.flatMap(({ place, names }) => {
      const original = names.map((name) => places.get(name)).find((each) => each !== undefined)
      return original === undefined ? [] : [[place, original] as const]
    }),
  )
}

/** Part of a capture from a record. */
type Content = Pick<Capture, 'body' | 'headers'>

/** An answer of an address at an instant. */
interface Sighting {
  readonly place: number
  readonly address: string
  readonly addressed: { readonly listing: Listing } | 'newest-day'
  readonly at: Temporal.Instant
}

/**
 * Reads the captures of a WARC file: those that Paperboy wrote, and the site's lists in answers that another program
 * archived. Skipped records come with a reason.
 *
 * @param site base address of the configured site; answers of the real one are accepted, too
 * @throws {UsageError} when the file can't be read, is truncated, or a body of Paperboy's does not match its hash
 */
export async function* archivedCaptures(
  path: string,
  site: string,
  revisits: Revisits,
): AsyncGenerator<Archived> {
  const revisitsOfOriginal = Map.groupBy(revisits.keys(), (place) => revisits.get(place))
  /** Contents of revisits whose original was read, and revisits before their original. */
  const contents = new Map<number, Content | PassedOver>()
  const early = new Map<number, Sighting>()

  for await (const record of warcRecords(path)) {
    const { place, type } = record
    if (isOwn(record)) {
      yield { place, found: (await parseCapture(record, `${path}, record ${place}`)).capture }
      continue
    }
    const sighting = sightingOf(record, site)
    if (type === 'revisit' && typeof sighting !== 'string') {
      const content = revisits.has(place) ? contents.get(place) : 'revisit_without_original'
      contents.delete(place)
      if (content === undefined) early.set(place, sighting)
      else yield seen(sighting, content)
      continue
    }
    const content = typeof sighting === 'string' ? sighting : await readContent(record)
    yield typeof sighting === 'string' ? { place, found: sighting } : seen(sighting, content)
    for (const revisit of revisitsOfOriginal.get(place) ?? []) {
      const same = typeof content === 'string' ? 'revisit_without_original' : content
      const waiting = early.get(revisit)
      if (waiting) yield seen(waiting, same)
      else contents.set(revisit, same)
    }
  }
}

/** Finds the list and time of a record, or the reason why it has none. */
function sightingOf(record: WarcRecord, site: string): Sighting | PassedOver {
  const { place, type, fields } = record
  if (!ANSWERS.has(type)) return BESIDE.find((each) => each === type) ?? 'other_type'
  const address = bare(fields.get('warc-target-uri'))
  const addressed = listingAt(address, [site, DEFAULT_SITE])
  if (typeof addressed === 'string' && addressed !== 'newest-day') return UNFIT[addressed]
  const at = instantOf(record)
  return at === null ? 'without_time' : { place, address, addressed, at }
}

/** Reads the decoded body of an answer. */
async function readContent(record: WarcRecord): Promise<Content | PassedOver> {
  const { type, fields } = record
  if (fields.has('warc-truncated') || fields.has('warc-segment-number')) return 'cut_short'
  const block = await record.block()
  if (type === 'resource') return { body: block, headers: typed(fields.get('content-type')) }
  const { status, headers, body, isWhole } = archivedAnswer(block)
  if (status !== 200) return 'other_status'
  if (!isWhole) return 'cut_short'
  const codings = [headers.get('content-encoding'), headers.get('transfer-encoding')].join(',')
  const plain = await withoutCodings(body, codings.replaceAll(/\bchunked\b/gi, ''))
  return plain === null ? 'undecodable' : { body: plain, headers: typed(headers.get('content-type')) }
}

/** Decodes a body; null when it can't. Some programs decode bodies but keep the header field with the codings. */
async function withoutCodings(body: Uint8Array, codings: string): Promise<Uint8Array | null> {
  try {
    return await decodeBody(body, codings, MOST_BYTES)
  } catch {
    return formOf(body) === 'text' ? null : body
  }
}

/** Makes the capture of a sighting; if its address names no day, the page does. */
function seen({ place, address, addressed, at }: Sighting, content: Content | PassedOver): Archived {
  if (typeof content === 'string') return { place, found: content }
  const known = {
    url: address,
    finalUrl: address,
    status: 200,
    fetchedWith: 'import',
    fetchedAt: at,
  } as const
  const of = (listing: Listing): Capture => ({ listing, form: formOf(content.body), ...known, ...content })
  if (addressed === 'newest-day') {
    const day = dayOn(of(dayListing(dayOf(at))))
    return { place, found: day === null ? 'without_day' : of(day) }
  }
  const capture = of(addressed.listing)
  // The site answers requests for a future day with another page.
  const isEarly = outOfRange(addressed.listing, dayOf(at)) !== null
  return { place, found: isEarly && !showsPapers(capture) ? 'no_such_list' : capture }
}

/** Finds the day of a page's list, whatever day was requested; null when it does not say. */
function dayOn(page: Capture): Listing | null {
  const reading = readCapture(page)
  if (page.form !== 'page') return null
  if (reading.outcome === 'listing') return page.listing
  const found = reading.outcome === 'redirected' ? parseListing(reading.found) : { problem: reading.outcome }
  return 'listing' in found && found.listing.kind === 'day' ? found.listing : null
}

/** True for an answer with papers of the requested listing. */
function showsPapers(capture: Capture): boolean {
  const reading = readCapture(capture)
  return reading.outcome === 'text' || (reading.outcome === 'listing' && reading.entryCount > 0)
}

function typed(contentType: string | undefined): Content['headers'] {
  return contentType === undefined ? {} : { 'content-type': contentType }
}

/** Strips the brackets that some versions of wget put around an address. */
function bare(uri = ''): string {
  return /^<(.*)>$/.exec(uri)?.[1] ?? uri
}
