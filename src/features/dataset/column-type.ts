import { type SQL, sql } from '../../base/sql.ts'

/**
 * A value of the data set, as read from the warehouse: a text, a number, a boolean; a `bigint`; a `date` as days
 * since 1970-01-01; an `instant` as milliseconds since then; `json` as its text; a list as an array. Missing is null.
 */
export type Value = string | number | bigint | boolean | null | readonly (string | number | null)[]

/** A row, by column name. */
export type Row = Readonly<Record<string, Value>>

/** A type of the data set's columns. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'json'
  | 'texts'
  | 'integers'

/** A column of a table of the data set. */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** Meaning, from the warehouse's comment. */
  readonly about: string
  /** True when no value is missing: part of the key. */
  readonly required: boolean
}

const OF_SQL: Readonly<Record<string, ColumnType>> = {
  text: 'text',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  boolean: 'boolean',
  date: 'date',
  'timestamp(3) with time zone': 'instant',
  'timestamp with time zone': 'instant',
  jsonb: 'json',
  'text[]': 'texts',
  'integer[]': 'integers',
}

const DAY_MS = 86_400_000

/** Finds the type of a column of a view; undefined for one that the data set lacks. */
export function columnTypeOf(sqlType: string): ColumnType | undefined {
  return OF_SQL[sqlType]
}

/** Selects a column so that every driver returns the same value. */
export function selected(column: SQL, type: ColumnType): SQL {
  switch (type) {
    case 'date':
      return sql`(${column} - date '1970-01-01')`
    case 'instant':
      return sql`(extract(epoch from ${column}) * 1000)::float8`
    case 'bigint':
    case 'json':
      return sql`${column}::text`
    case 'texts':
    case 'integers':
      return sql`array_to_json(${column})::text`
    case 'text':
    case 'integer':
    case 'boolean':
      return column
  }
}

/** Converts a value from `selected` into a value of the data set. */
export function valueOf(raw: string | number | boolean | null, type: ColumnType): Value {
  if (typeof raw !== 'string') return raw
  if (type === 'bigint') return BigInt(raw)
  return type === 'texts' || type === 'integers' ? (JSON.parse(raw) as Value) : raw
}

/** Makes a key's value a parameter of its own type. */
export function keyParameter(value: Value, type: ColumnType): SQL {
  if (type === 'integer') return sql`${value}::integer`
  const text = textOf(value, type)
  if (type === 'date') return sql`${text}::date`
  return type === 'instant' ? sql`${text}::timestamptz` : sql`${text}::text`
}

/**
 * Formats a value for the text formats: days as `2026-06-03`, instants as `2026-06-03T10:00:00.000Z`, lists as JSON;
 * null is null.
 */
export function textOf(value: Value, type: ColumnType): string | null {
  if (value === null) return null
  if (type === 'date') return new Date(Number(value) * DAY_MS).toISOString().slice(0, 10)
  if (type === 'instant') return new Date(Number(value)).toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
