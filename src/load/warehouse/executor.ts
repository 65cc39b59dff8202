import type { SQL } from '../../base/sql.ts'

/** What statements run on: the warehouse itself, or a transaction in it. */
export interface Executor {
  /** Runs one statement; gives its rows, empty for a statement that returns none. */
  readonly rows: <Row extends Record<string, unknown>>(statement: SQL) => Promise<Row[]>
  /**
   * Runs SQL text of another library with its $1, $2: each value goes as the text that Postgres takes for it, and
   * instants come back as text. Without values it may be several statements, whose rows come together, and which may
   * begin and commit by themselves (not in a transaction). Unset in PGlite.
   */
  readonly foreign?: (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>
}
