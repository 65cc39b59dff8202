import type { SQL } from '../base/sql.ts'

/** Access of this stage to the warehouse: passed in, and used only for stable views and functions. */
export interface Executor {
  /** Runs one read statement; returns its rows. */
  readonly rows: <Row extends Record<string, unknown>>(statement: SQL) => Promise<Row[]>
}
