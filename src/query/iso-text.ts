import { type SQL, sql } from '../base/sql.ts'

/** Formats an instant of a statement for readers: `2026-06-03T10:00:00.000Z`; null stays null. */
export function isoText(instant: SQL): SQL {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
