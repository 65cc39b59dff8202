import { gzipSync } from 'node:zlib'

/** A record as it is made by hand. */
export interface MadeRecord {
  readonly type: string
  readonly version?: '1.0' | '1.1'
  readonly fields?: Readonly<Record<string, string>>
  readonly block?: string | Uint8Array
}

/** The bytes of a record, as the standard wants them. */
export function recordBytes({ type, version = '1.1', fields = {}, block = '' }: MadeRecord): Buffer {
  const content = Buffer.from(block)
  const header = {
    'WARC-Type': type,
    'WARC-Record-ID': `<urn:uuid:${crypto.randomUUID()}>`,
    'WARC-Date': '2026-06-04T09:00:00Z',
    ...fields,
    'Content-Length': String(content.byteLength),
  }
  const lines = Object.entries(header).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([
    Buffer.from(`WARC/${version}\r\n${lines.join('')}\r\n`),
    content,
    Buffer.from('\r\n\r\n'),
  ])
}

/** Records of a file: plain, or each gzip by itself. */
export function warcBytes(records: readonly MadeRecord[], packed: boolean): Buffer {
  const made = records.map((record) => recordBytes(record))
  return Buffer.concat(packed ? made.map((bytes) => gzipSync(bytes)) : made)
}

/** An answer as HTTP/1.1 sends it. */
export function httpAnswer(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = { 'Content-Type': 'text/html' },
  status = '200 OK',
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}
