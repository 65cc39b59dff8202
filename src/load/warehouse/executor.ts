import type { SQL } from '../../base/sql.ts'

/** Runs statements: the warehouse itself, or a transaction in it. */
export interface Executor {
  /** Runs one statement; returns its rows, empty for a statement without any. */
  readonly rows: <Row extends Record<string, unknown>>(statement: SQL) => Promise<Row[]>
  /**
   * Runs SQL text of another library with its $1, $2: each value is sent as Postgres's text, and
   * instants come back as text. Without values it may be several statements, whose rows are returned together, and which may
   * begin and commit by themselves (not in a transaction). Unset in PGlite.
   */
  readonly foreign?: (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>
}
