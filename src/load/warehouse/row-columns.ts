import { type SQL, sql } from '../../base/sql.ts'
import { asText, quotedElement } from './value-text.ts'

/** A value that is JSON text already: it is sent as it is. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Row = Readonly<Record<string, unknown>>

/** Between texts, and in place of a null among them; JSON has neither. */
const BETWEEN = '\u001F'
const NONE = '\u001E'

/** Types whose values are written without blanks, quotes and commas. */
const PLAIN = /^(?:bigint|boolean|date|double precision|integer|smallint|timestamp.*)$/
const PLAIN_TEXT = /^\d[\w:.+-]*$/

/**
 * Rows as a table for a `from` clause, in one parameter for each column. The server splits a text, or reads an array
 * of numbers, in a quarter of the time that it takes to find the values in JSON, and no name is sent with each of them.
 *
 * @param types columns with their types in the database
 */
export function rowColumns(name: string, types: Readonly<Record<string, string>>, rows: readonly Row[]): SQL {
  const columns = Object.entries(types).map(([column, type]) => ({
    column,
    type,
    isPlain: PLAIN.test(type),
    values: rows.map((row) => row[column]),
  }))
  const told = columns.map(({ type, isPlain, values }) =>
    isPlain
      ? sql`${plainArray(values)}::${sql.raw(type)}[]`
      : texts(values.map((value) => textOf(type, value))),
  )
  const read = columns.map(({ column, type, isPlain }) =>
    isPlain || type === 'text' ? column : `${column}::${type} as ${column}`,
  )
  return sql`(select ${sql.raw(read.join(', '))} from unnest(${sql.join(told, sql`, `)})
    as told(${sql.raw(columns.map(({ column }) => column).join(', '))})) as ${sql.raw(name)}`
}

function plainArray(values: readonly unknown[]): string {
  return `{${values.map(plainElement).join(',')}}`
}

function plainElement(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return String(value)
  const text = asText(value) ?? 'null'
  return PLAIN_TEXT.test(text) ? text : quotedElement(text)
}

function textOf(type: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof JsonText) return value.text
  if (type === 'jsonb') return JSON.stringify(value)
  return asText(value)
}

/** Texts as an array: joined by what none of them holds, else in the notation of Postgres, which has to be read. */
function texts(values: readonly (string | null)[]): SQL {
  const joined = values.map((value) => value ?? NONE).join(BETWEEN)
  // It would go in as another character.
  if (!joined.isWellFormed())
    throw Object.assign(new Error('a text holds half of a character (a lone surrogate)'), { code: '22021' })
  return joined === '' || values.includes(NONE) || countOf(joined) >= values.length
    ? sql`${`{${values.map((value) => (value === null ? 'NULL' : quotedElement(value))).join(',')}}`}::text[]`
    : sql`string_to_array(${joined}::text, chr(31), chr(30))`
}

function countOf(joined: string): number {
  let count = 0
  for (let at = joined.indexOf(BETWEEN); at >= 0; at = joined.indexOf(BETWEEN, at + 1)) count++
  return count
}
