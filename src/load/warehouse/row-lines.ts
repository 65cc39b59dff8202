import { type SQL, sql } from '../../base/sql.ts'

/** A value that is already JSON text: it is copied into its row's line. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Row = Readonly<Record<string, unknown>>

/**
 * Renders rows as a table for a `from` clause, in one parameter: a line of JSON each. The server parses line by line; one
 * document of all rows would be a tree in its memory, which takes it two to three times as long.
 *
 * @param types columns with their types in the database
 */
export function rowLines(name: string, types: Readonly<Record<string, string>>, rows: readonly Row[]): SQL {
  const columns = Object.entries(types).map(([column, type]) => `${column} ${type}`)
  return sql`string_to_table(${rows.map(lineOf).join('\n')}::text, chr(10)) as line
    cross join lateral jsonb_to_record(line::jsonb) as ${sql.raw(`${name}(${columns.join(', ')})`)}`
}

/** Renders a row as JSON, which has no line breaks: those of a text are written as `\n`. */
function lineOf(row: Row): string {
  const values = Object.entries(row)
  if (!values.some(([, value]) => value instanceof JsonText)) return JSON.stringify(row)
  const members = values.map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${value instanceof JsonText ? value.text : JSON.stringify(value ?? null)}`,
  )
  return `{${members.join(',')}}`
}
