import { type SQL, sql } from '../../base/sql.ts'

/** Formats an instant as in the records: `2026-06-03T10:00:00.000Z`; null stays null. */
export function iso(expression: string): SQL {
  return sql.raw(`to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
}

/** Source of the response `c` of `captures` in the log: `sourceName` of the model, in SQL. */
export const CAPTURE_SOURCE: SQL = sql.raw(`c.form || ':' || left(c.sha256, 16)`)
