import type { SQL } from 'drizzle-orm/sql/sql'

/** What publish reads the warehouse with: its stable views and functions, by one statement at a time. */
export interface Executor {
  /** Runs one statement that only reads; gives its rows. */
  readonly rows: <Row extends Record<string, unknown>>(statement: SQL) => Promise<Row[]>
}
