import type { SQL } from '../base/sql.ts'

/** What this stage reads the warehouse through: it is passed in, and only stable views and functions are named. */
export interface Executor {
  /** Runs one statement that reads; gives its rows. */
  readonly rows: <Row extends Record<string, unknown>>(statement: SQL) => Promise<Row[]>
}
