import { type Column, type ColumnType, textOf, type Value } from './column-type.ts'
import type { Encoder } from './encoder.ts'

/** Encodes rows as JSON objects, one per line, every column in each: lists as arrays, JSON as it is, instants as ISO 8601. */
export function encodeNdjson(columns: readonly Column[]): Encoder {
  const names = columns.map(({ name }) => JSON.stringify(name))
  return {
    add: (rows) => {
      const lines = rows.map((row) => {
        const fields = columns.map(
          ({ name, type }, index) => `${names[index]}:${json(row[name] ?? null, type)}`,
        )
        return `{${fields.join(',')}}\n`
      })
      return Buffer.from(lines.join(''))
    },
    end: () => new Uint8Array(),
  }
}

function json(value: Value, type: ColumnType): string {
  // Its text is copied as it is: numbers in it may be longer than a double.
  if (type === 'json' && typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  return JSON.stringify(type === 'date' || type === 'instant' ? textOf(value, type) : value)
}
