import { parse as parseArray } from 'postgres-array'
import type { TextResult } from '../load/warehouse/warehouse.ts'
import { type ArrayTypes, instantOf, requireDistinct, TYPE } from './sql-json.ts'

/** A value of a row, by its type in Postgres. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value }

/**
 * Converts the rows of a result to objects: boolean, smallint, integer, real and double precision to JavaScript's types for
 * them, bigint as `bigint`, instants as ISO 8601 in UTC, json parsed, arrays as arrays; all other types, such as dates and
 * numeric, as Postgres's text.
 *
 * @throws {UsageError} when two columns have one name
 */
export function rowsAsValues({ fields, rows }: TextResult, arrays: ArrayTypes): Record<string, Value>[] {
  requireDistinct(fields)
  return rows.map((row) =>
    Object.fromEntries(
      fields.map(({ name, typeId }, index) => [name, valueOf(row[index] ?? null, typeId, arrays)]),
    ),
  )
}

function valueOf(text: string | null, typeId: number, arrays: ArrayTypes): Value {
  if (text === null) return null
  const element = arrays.get(typeId)
  if (element !== undefined) return elementsOf(parseArray(text), element, arrays)
  switch (typeId) {
    case TYPE.bool:
      return text === 't' || text === 'true'
    case TYPE.int2:
    case TYPE.int4:
    case TYPE.float4:
    case TYPE.float8:
      return Number(text)
    case TYPE.int8:
      return BigInt(text)
    case TYPE.json:
    case TYPE.jsonb:
      return JSON.parse(text) as Value
    case TYPE.timestamptz:
      return instantOf(text)
    default:
      return text
  }
}

function elementsOf(values: readonly unknown[], element: number, arrays: ArrayTypes): Value[] {
  return values.map((value) =>
    Array.isArray(value)
      ? elementsOf(value, element, arrays)
      : valueOf(value as string | null, element, arrays),
  )
}
