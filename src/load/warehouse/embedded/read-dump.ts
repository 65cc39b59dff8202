import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createZstdDecompress } from 'node:zlib'

/** The comment that a dump begins with, before the JSON of its header. */
export const HEADER = '-- paperboy '

/** The comment that a dump ends with, before the SHA-256 of all lines above it, in hexadecimal. */
export const TRAILER = '-- sha256 '

export const END_OF_TABLE = Buffer.from('\\.\n')

/** Header of a dump. */
export interface DumpHeader {
  readonly paperboy: 'dump'
  readonly format: 2
  /** Tags of the migrations that made its tables. */
  readonly migrations: readonly string[]
  /** Tables with their columns, in their order in the dump. */
  readonly tables: readonly DumpedTable[]
  /** Last value of each sequence. */
  readonly sequences: readonly { readonly name: string; readonly value: string }[]
}

/** A table of a dump. */
export interface DumpedTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: number
}

/** Size of a batch of rows: memory holds one, or one larger row. */
const BLOCK_BYTES = 4 * 1024 * 1024

const NEWLINE = 10
const COPY = /^COPY "(\w+)" .* FROM stdin;\n$/

/** Receiver of a dump. */
export interface DumpReader {
  readonly header: (header: DumpHeader) => Promise<void>
  /** Receives whole lines of a table. */
  readonly lines: (table: DumpedTable, bytes: Uint8Array) => Promise<void>
}

/**
 * Reads a dump in constant memory.
 *
 * @throws when it is truncated, was changed, or has another number of rows than stated
 */
export async function readDump(path: string, reader: DumpReader): Promise<void> {
  const hash = createHash('sha256')
  let header: DumpHeader | null = null
  let table: DumpedTable | null = null
  let read = 0
  let rows = 0
  let sha256: string | null = null
  for await (const batch of batches(path)) {
    for (let rest = batch; rest.length > 0;) {
      if (table === null) {
        const line = rest.subarray(0, rest.indexOf(NEWLINE) + 1)
        rest = rest.subarray(line.length)
        if (sha256 !== null) throw new Error('it goes on after its end')
        if (header === null) await reader.header((header = headerIn(line)))
        else table = tableCopied(line.toString(), header)
        if (line.toString().startsWith(TRAILER)) sha256 = line.toString().slice(TRAILER.length).trim()
        else hash.update(line)
        continue
      }
      const end = endOfTable(rest)
      const lines = rest.subarray(0, end ?? rest.length)
      for (let from = lines.indexOf(NEWLINE); from >= 0; from = lines.indexOf(NEWLINE, from + 1)) rows++
      if (lines.length > 0) await reader.lines(table, lines)
      hash.update(lines)
      rest = rest.subarray(lines.length)
      if (end === null) continue
      if (rows !== table.rows) throw new Error(`${table.name} has ${rows} rows, expected ${table.rows}`)
      hash.update(END_OF_TABLE)
      rest = rest.subarray(END_OF_TABLE.length)
      read++
      table = null
      rows = 0
    }
  }
  if (header === null || sha256 === null || read < header.tables.length) throw new Error('it is truncated')
  if (sha256 !== hash.digest('hex')) throw new Error('its hash does not match')
}

/** Reads a dump to its end; throws as `readDump` does. */
export async function checkDump(path: string): Promise<DumpHeader> {
  let found: DumpHeader | null = null
  await readDump(path, {
    header: async (header) => void (found = header),
    lines: async () => undefined,
  })
  if (found === null) throw new Error('it is empty')
  return found
}

/** Splits the dump's bytes into blocks of whole lines. */
async function* batches(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let size = 0
  const file = createReadStream(path)
  const unpacked = createZstdDecompress()
  // Not a pipe: that would ignore an error of the file.
  file.on('error', (error) => unpacked.destroy(error))
  for await (const chunk of file.pipe(unpacked) as AsyncIterable<Buffer>) {
    parts.push(chunk)
    size += chunk.length
    if (size < BLOCK_BYTES || !chunk.includes(NEWLINE)) continue
    const all = Buffer.concat(parts)
    const end = all.lastIndexOf(NEWLINE) + 1
    yield all.subarray(0, end)
    parts = [Buffer.from(all.subarray(end))]
    size = parts[0]?.length ?? 0
  }
  const rest = Buffer.concat(parts)
  if (rest.length > 0 && rest.at(-1) !== NEWLINE) throw new Error('it is truncated')
  if (rest.length > 0) yield rest
}

/** Finds the start of the line that ends a table; null when it comes later. */
function endOfTable(lines: Buffer): number | null {
  if (lines.subarray(0, END_OF_TABLE.length).equals(END_OF_TABLE)) return 0
  const found = lines.indexOf('\n\\.\n')
  return found < 0 ? null : found + 1
}

/** The table whose rows follow a line of the script; null for any other line. */
function tableCopied(line: string, { tables }: DumpHeader): DumpedTable | null {
  const name = COPY.exec(line)?.[1]
  return tables.find((each) => each.name === name) ?? null
}

function headerIn(line: Buffer): DumpHeader {
  const text = line.toString()
  const header = text.startsWith(HEADER) ? (JSON.parse(text.slice(HEADER.length)) as DumpHeader) : null
  if (header?.paperboy !== 'dump' || header.format !== 2)
    throw new Error('it is not a dump of this program, or of another version')
  return header
}
