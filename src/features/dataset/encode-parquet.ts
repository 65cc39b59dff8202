import { constants, zstdCompressSync } from 'node:zlib'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Column, ColumnType, Row, Value } from './column-type.ts'
import type { Encoder } from './encoder.ts'

/** Limits of a row group: this many rows, or about this many characters, whichever comes first. */
const GROUP_ROWS = 100_000
const GROUP_CHARACTERS = 4_000_000

const CREATED_BY = 'paperboy'

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']

const STRING = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const
const INTEGER = { type: 'INT32' } as const

/** The physical and logical types of Parquet; for a list, those of its elements. */
const TYPES: Readonly<Record<ColumnType, Omit<Schema[number], 'name'>>> = {
  text: STRING,
  json: STRING,
  texts: STRING,
  integer: INTEGER,
  integers: INTEGER,
  bigint: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
}

/** Encodes rows as Parquet, compressed with zstd, by row groups; no rows make a valid file, too. */
export function encodeParquet(columns: readonly Column[]): Encoder {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.flatMap((column) => schemaElements(column)),
    ],
    codec: 'ZSTD',
    compressors: {
      ZSTD: (page) => zstdCompressSync(page, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
    },
    createdBy: CREATED_BY,
  })
  let group: Value[][] = columns.map(() => [])
  let rowsHeld = 0
  let charactersHeld = 0
  let isEmpty = true

  const writeGroup = () => {
    if (rowsHeld === 0) return
    isEmpty = false
    const columnData = columns.map(({ name }, index) => ({ name, data: group[index] ?? [] }))
    void writer.write({ columnData, rowGroupSize: rowsHeld })
    group = columns.map(() => [])
    rowsHeld = 0
    charactersHeld = 0
  }
  const finished = () => {
    const part = bytes.getBytes().slice()
    // Written bytes need not be kept; the offset in the file keeps counting.
    bytes.index = 0
    return part
  }
  return {
    add: (rows: readonly Row[]) => {
      for (const row of rows) {
        for (const [index, { name }] of columns.entries()) {
          const value = row[name] ?? null
          group[index]?.push(value)
          charactersHeld += sizeOf(value)
        }
        rowsHeld++
        if (rowsHeld >= GROUP_ROWS || charactersHeld >= GROUP_CHARACTERS) writeGroup()
      }
      return finished()
    },
    end: () => {
      writeGroup()
      void writer.finish()
      return isEmpty ? withEmptyList(finished()) : finished()
    },
  }
}

/** The row groups in a file without any: their field, a list of no element of no type, then the program's name. */
const NO_GROUPS = Buffer.from(`\u0019\u0000\u0028\u0008${CREATED_BY}`, 'latin1')

/**
 * Makes a file without rows readable for all. The writer gives the empty list of row groups the type 0, which arrow-rs
 * refuses; in the Compact Protocol of Thrift even an empty list has the type of its elements: 12, a struct.
 */
function withEmptyList(file: Uint8Array): Uint8Array {
  const at = Buffer.from(file.buffer, file.byteOffset, file.byteLength).lastIndexOf(NO_GROUPS)
  if (at < 0) throw new Error('the Parquet writer no longer writes a file without rows as it did')
  file[at + 1] = 0x0c
  return file
}

function schemaElements({ name, type, required }: Column): Schema {
  const repetition_type = required ? 'REQUIRED' : 'OPTIONAL'
  if (type !== 'texts' && type !== 'integers') return [{ name, repetition_type, ...TYPES[type] }]
  return [
    { name, repetition_type, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...TYPES[type] },
  ]
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length
  if (value === null || typeof value !== 'object') return 0
  return value.reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 8), 0)
}
