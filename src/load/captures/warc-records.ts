import { createReadStream } from 'node:fs'
import { UsageError } from '../../base/errors.ts'
import { ByteReader } from './byte-reader.ts'
import { GZIP_MAGIC, GzipBroken, gzipMembers } from './gzip-members.ts'

/** The longest line of a record's header. */
const MOST_BYTES_OF_LINE = 4 * 1024 * 1024

/** One record of a WARC file (ISO 28500). */
export interface WarcRecord {
  /** Its place in the file, from 1. */
  readonly place: number
  /** `response`, `warcinfo` and the like, lower case; empty where the record does not say. */
  readonly type: string
  /** The fields of its header, by their names in lower case. */
  readonly fields: ReadonlyMap<string, string>
  /** Reads its content, which is there until the next record is asked for. */
  readonly block: () => Promise<Uint8Array>
}

/**
 * The records of a WARC file in their order: plain or gzip, each record by itself or all in one. A cut exactly between
 * two records can't be told: nothing in the file says how many it has.
 *
 * @throws {UsageError} where the file can't be read, is cut or damaged; it names the record
 */
export async function* warcRecords(path: string): AsyncGenerator<WarcRecord> {
  const file = createReadStream(path)
  const raw = new ByteReader(file as AsyncIterable<Uint8Array>)
  const member = { at: 0 }
  /** The record at hand, where it begins, and whether all of it was read. */
  let place = 0
  let at = 0
  let isWhole = true
  let isPacked = false
  const broken = (why: string, cause?: unknown) =>
    new UsageError(
      `${path}, record ${place}, which begins at byte ${at}: ${why}. Get the file again` +
        (at > 0
          ? `, or import what stands before it: head -c ${at} '${path}' > before.warc${isPacked ? '.gz' : ''}`
          : ''),
      { cause },
    )
  /** An error of the file as one that names the record. */
  const told = (error: unknown) => {
    if (error instanceof UsageError) return error
    if (error instanceof GzipBroken) {
      // Behind the last record's member it is the next record that does not come.
      if (place === 0 || (isWhole && member.at !== at)) place++
      at = member.at
      return broken(error.message, error)
    }
    const why = error instanceof Error ? error.message : String(error)
    return new UsageError(`${path}, after record ${place}: not readable as WARC (${why})`, { cause: error })
  }
  try {
    const magic = await raw.some(GZIP_MAGIC.length)
    raw.unread(magic?.byteLength ?? 0)
    isPacked = magic?.every((byte, index) => byte === GZIP_MAGIC[index]) ?? false
    const bytes = isPacked ? new ByteReader(gzipMembers(raw, member)) : raw
    for (;;) {
      const line = await firstLineAfter(bytes, place)
      if (line === null) throw broken('the file ends within it: expected two empty lines behind its content')
      if (line.byteLength === 0) break
      place++
      at = isPacked ? member.at : bytes.offset - line.byteLength
      isWhole = false
      const version = textOf(line)
      const isCut = !version.endsWith('\n') && ('WARC/'.startsWith(version) || version.startsWith('WARC/'))
      if (!isCut && !/^WARC\/\d+\.\d+\s*$/.test(version))
        throw new UsageError(
          `${path}, record ${place}: no WARC record, expected one that begins with WARC/1.1` +
            (place > 1 ? `; or the Content-Length of record ${place - 1} is wrong` : ''),
        )
      const fields = isCut ? null : await readFields(bytes)
      if (fields === null) throw broken('the file ends within it: expected its header and an empty line')
      const length = Number(/^\d+$/.exec(fields.get('content-length') ?? '')?.[0] ?? Number.NaN)
      if (!Number.isSafeInteger(length))
        throw broken('expected a field Content-Length that says how many bytes it has')
      const type = (fields.get('warc-type') ?? '').toLowerCase()
      const passed = (got: number) => {
        isWhole = got === length
        if (!isWhole) throw broken(`the file ends within it: expected ${length} bytes of content, got ${got}`)
      }
      const block = async () => {
        try {
          const content = await bytes.take(length)
          passed(content.byteLength)
          return content
        } catch (error) {
          throw told(error)
        }
      }
      yield { place, type, fields, block }
      if (!isWhole) passed(await bytes.skip(length))
    }
  } catch (error) {
    throw told(error)
  } finally {
    file.destroy()
  }
  if (place === 0) throw new UsageError(`${path}: holds no WARC record`)
}

/**
 * The first line of the next record; empty at the end of the file, null where the last record's end is missing. Some
 * writers put another number of empty lines between records than two.
 */
async function firstLineAfter(bytes: ByteReader, place: number): Promise<Uint8Array | null> {
  for (let emptyLines = 0; ; emptyLines++) {
    const line = await bytes.line(MOST_BYTES_OF_LINE)
    if (/^\r?\n$/.test(textOf(line))) continue
    const isEnd = line.byteLength === 0 || textOf(line) === '\r'
    return isEnd && place > 0 && emptyLines < 2 ? null : line
  }
}

/** The fields of a header, by their names in lower case; null where the file ends before the empty line. */
async function readFields(bytes: ByteReader): Promise<Map<string, string> | null> {
  const fields = new Map<string, string>()
  let name = ''
  for (;;) {
    const line = textOf(await bytes.line(MOST_BYTES_OF_LINE))
    if (!line.endsWith('\n')) return null
    if (line.trimEnd() === '') return fields
    const colon = line.indexOf(':')
    if (/^[ \t]/.test(line)) fields.set(name, `${fields.get(name) ?? ''} ${line.trim()}`.trim())
    else if (colon > 0) {
      name = line.slice(0, colon).trim().toLowerCase()
      fields.set(name, line.slice(colon + 1).trim())
    }
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
