import { stringify } from 'csv-stringify/sync'
import { type Column, type ColumnType, textOf } from './column-type.ts'
import type { Encoder } from './encoder.ts'

/** Types whose values are not quoted. */
const AS_THEY_ARE: ReadonlySet<ColumnType> = new Set(['integer', 'bigint', 'boolean'])

const OPTIONS = {
  // An empty text is "", a missing value is empty.
  quoted_string: true,
  cast: { boolean: (value: boolean) => ({ value: String(value), quoted_string: false }) },
} as const

/**
 * Encodes rows as CSV (RFC 4180, with line feeds) in UTF-8 with a header. A missing value is empty, an empty text is
 * `""`; every text is quoted, and so are lists and JSON, which are written as JSON.
 */
export function encodeCsv(columns: readonly Column[]): Encoder {
  let begun = false
  const encoded = (lines: unknown[][]) => {
    const all = begun ? lines : [columns.map(({ name }) => name), ...lines]
    begun = true
    return Buffer.from(stringify(all, OPTIONS))
  }
  return {
    add: (rows) =>
      encoded(
        rows.map((row) =>
          columns.map(({ name, type }) => {
            const value = row[name] ?? null
            return AS_THEY_ARE.has(type) ? value : textOf(value, type)
          }),
        ),
      ),
    end: () => encoded([]),
  }
}
