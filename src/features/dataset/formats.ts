import type { Column } from './column-type.ts'
import { encodeCsv } from './encode-csv.ts'
import { encodeNdjson } from './encode-ndjson.ts'
import { encodeParquet } from './encode-parquet.ts'
import type { Encoder } from './encoder.ts'

/** A format that the tables can be written in; also the ending of the files. */
export type Format = 'parquet' | 'csv' | 'ndjson'

interface FormatTraits {
  readonly encode: (columns: readonly Column[]) => Encoder
  /** From IANA or common use. */
  readonly mediaType: string
}

/** All formats, with their properties. */
export const FORMATS: Readonly<Record<Format, FormatTraits>> = {
  parquet: { encode: encodeParquet, mediaType: 'application/vnd.apache.parquet' },
  csv: { encode: encodeCsv, mediaType: 'text/csv' },
  ndjson: { encode: encodeNdjson, mediaType: 'application/x-ndjson' },
}

/** True for the name of a format. */
export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name)
}
