import { sql } from '../base/sql.ts'
import { parse as parseArray } from 'postgres-array'
import { UsageError } from '../base/errors.ts'
import type { TextResult } from '../load/warehouse/warehouse.ts'
import type { Executor } from '../load/warehouse/executor.ts'
import { isoText } from './json.ts'

/** Object ids of Postgres's own types, from its catalog pg_type. */
export const TYPE = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  timestamptz: 1184,
  jsonb: 3802,
} as const

/** Object ids of array types, each with its element type. */
export type ArrayTypes = ReadonlyMap<number, number>

/** Finds the array types among the columns of a result. */
export async function arrayTypes(executor: Executor, { fields }: TextResult): Promise<ArrayTypes> {
  const ids = [...new Set(fields.map(({ typeId }) => typeId))]
  const rows = await executor.rows<{ id: number; element: number }>(sql`
    select oid::int as id, typelem::int as element from pg_type
    where oid = any(${`{${ids.join(',')}}`}::oid[]) and typoutput = 'array_out'::regproc`)
  return new Map(rows.map(({ id, element }) => [id, element]))
}

/**
 * Renders the rows of a result as JSON objects, separated by commas. Numbers that may exceed a double (bigint, numeric) are
 * strings, instants end with milliseconds and Z, arrays are arrays, and json is as the database wrote it, digit by
 * digit.
 *
 * @throws {UsageError} when two columns have one name
 */
export function rowsAsJson({ fields, rows }: TextResult, arrays: ArrayTypes): string {
  requireDistinct(fields)
  const lines = rows.map((row) => {
    const members = fields.map(
      ({ name, typeId }, index) => `${JSON.stringify(name)}:${jsonOf(row[index] ?? null, typeId, arrays)}`,
    )
    return `{${members.join(',')}}`
  })
  return lines.join(',')
}

/**
 * Requires that column names are unique.
 *
 * @throws {UsageError} that names a duplicate
 */
export function requireDistinct(fields: TextResult['fields']): void {
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new UsageError(
      `two columns are called "${twice}", which JSON can't hold: name one of them, as in SELECT 1 AS "other name"`,
    )
  }
}

/** Converts a value from the database's text to JSON text. */
function jsonOf(text: string | null, typeId: number, arrays: ArrayTypes): string {
  if (text === null) return 'null'
  const element = arrays.get(typeId)
  if (element !== undefined) return arrayOf(parseArray(text), element, arrays)
  switch (typeId) {
    case TYPE.bool:
      return String(text === 't' || text === 'true')
    case TYPE.int2:
    case TYPE.int4:
    case TYPE.float4:
    case TYPE.float8:
      return JSON.stringify(Number.isFinite(Number(text)) ? Number(text) : text)
    case TYPE.json:
    case TYPE.jsonb:
      // In strings they are escaped; elsewhere they would break the document's one line.
      return text.replaceAll(/[\r\n]+/g, ' ')
    case TYPE.timestamptz:
      return JSON.stringify(instantOf(text))
    default:
      return JSON.stringify(text)
  }
}

function arrayOf(values: readonly unknown[], element: number, arrays: ArrayTypes): string {
  const each = values.map((value) =>
    Array.isArray(value) ? arrayOf(value, element, arrays) : jsonOf(value as string | null, element, arrays),
  )
  return `[${each.join(',')}]`
}

/**
 * Converts an instant of the database to ISO 8601; `infinity`, and years before 0 or beyond 9999, have no such form and stay as
 * they are.
 */
export function instantOf(text: string): string {
  return /^\d{4}-\d\d-\d\d \d/.test(text) && !text.endsWith('BC') ? isoText(text) : text
}
