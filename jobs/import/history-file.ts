import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { UsageError } from '../../src/base/errors.ts'
import {
  fieldsAmong,
  type LineRead,
  type NamesOfFields,
  readOutsideCount,
} from '../../src/transform/read-outside-count.ts'

/** Maximum length of a line, which is held in memory. */
const LONGEST_LINE = 65_536

/** A line of a history, with its result. */
export interface HistoryLine {
  /** Counted from 1; for a CSV record over several lines, the last one. */
  readonly line: number
  readonly read: LineRead
}

/**
 * Reads a history of another collector line by line: CSV with a header, or a JSON object per line; either also gzip.
 *
 * @throws {UsageError} when the file can't be read, or its header or first object names no papers, instants or counts
 */
export async function* readHistory(path: string, now: Temporal.Instant): AsyncGenerator<HistoryLine> {
  try {
    const isCompressed = await isGzip(path)
    const opened = () =>
      isCompressed ? piped(createReadStream(path), createGunzip()) : createReadStream(path)
    const first = await firstCharacter(opened())
    if (first === '')
      throw new UsageError('the file is empty: expected CSV with a header, or a JSON object per line')
    if (first === '[')
      throw new UsageError(
        'the file is one JSON array: expected CSV with a header, or a JSON object per line',
      )
    yield* first === '{' ? readObjects(opened(), now) : readRecords(opened(), now)
  } catch (error) {
    throw asUsage(path, error)
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

async function firstCharacter(stream: Readable): Promise<string> {
  for await (const chunk of stream.setEncoding('utf8')) {
    const text = withoutMark(String(chunk)).trimStart()
    if (text !== '') return text.slice(0, 1)
  }
  return ''
}

async function* readRecords(stream: Readable, now: Temporal.Instant): AsyncGenerator<HistoryLine> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: LONGEST_LINE,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  let names: readonly string[] | null = null
  let fields: NamesOfFields = {}
  for await (const each of piped(stream, parser)) {
    const { record, info } = each as { record: readonly string[]; info: { lines: number } }
    if (names === null) {
      names = record
      fields = fieldsOf('the header', names)
      continue
    }
    const isWhole = record.length === names.length
    const read: LineRead = isWhole
      ? readOutsideCount(Object.fromEntries(names.map((name, place) => [name, record[place]])), fields, now)
      : { reason: `it has ${record.length} fields, expected ${names.length} as in the header` }
    yield { line: info.lines, read }
  }
}

async function* readObjects(stream: Readable, now: Temporal.Instant): AsyncGenerator<HistoryLine> {
  let isFirst = true
  for await (const { line, text } of readLines(stream)) {
    const object = objectFrom(text)
    if (isFirst) fieldsOf(`line ${line}`, Object.keys(object ?? {}))
    isFirst = false
    if (!object) {
      yield { line, read: { reason: 'it is not a JSON object' } }
      continue
    }
    const found = fieldsAmong(Object.keys(object))
    yield { line, read: 'reason' in found ? found : readOutsideCount(object, found.fields, now) }
  }
}

function fieldsOf(where: string, names: readonly string[]): NamesOfFields {
  const found = fieldsAmong(names)
  if ('reason' in found) throw new UsageError(`${where}: ${found.reason}`)
  return found.fields
}

function objectFrom(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Reads the lines of a stream except blank ones, up to the maximum length. */
async function* readLines(
  stream: Readable,
): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  let line = 0
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const text of [...lines, ...(rest.length > LONGEST_LINE ? [rest] : [])]) {
      line++
      if (text.length > LONGEST_LINE)
        throw new UsageError(
          `line ${line} is longer than ${LONGEST_LINE} characters: expected a JSON object per line`,
        )
      if (text.trim() !== '') yield { line, text: withoutMark(text) }
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, text: withoutMark(rest) }
}

/** Strips the byte order mark that some programs write. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

/** Pipes one stream into another; an error in either ends it. */
function piped<To extends Readable & NodeJS.WritableStream>(from: Readable, to: To): To {
  pipeline(from, to, () => undefined)
  return to
}

function asUsage(path: string, error: unknown): unknown {
  if (error instanceof UsageError) return new UsageError(`${path}: ${error.message}`)
  if (error instanceof CsvError) {
    const line = typeof error['lines'] === 'number' ? ` at line ${error['lines']}` : ''
    return new UsageError(`${path} is not CSV${line}: ${error.message}`, { cause: error })
  }
  const isFileTrouble =
    error instanceof Error && 'code' in error && /^(?:E[A-Z]+|Z_[A-Z_]+)$/.test(String(error.code))
  return isFileTrouble
    ? new UsageError(`${path} can't be read (${error.message}): expected CSV or NDJSON, plain or gzip`, {
        cause: error,
      })
    : error
}
