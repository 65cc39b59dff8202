import { type SQL, sql } from '../../base/sql.ts'
import type { BodyStores } from './body-stores.ts'
import type { Executor } from './executor.ts'
import type { Written } from './written.ts'

/** A result as text, the way psql would show it; null is null. */
export interface TextResult {
  readonly fields: readonly { readonly name: string; readonly typeId: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** What a statement is asked with. */
export interface Asked {
  /** In the order of its $1, $2, each in the notation of Postgres, which finds their types. */
  readonly values?: readonly (string | null)[]
  /** Ends it, also at the server; its reason is thrown. */
  readonly signal?: AbortSignal
}

/** Where a warehouse lies in its database. */
export interface Schemas {
  /** Of its views and functions. */
  readonly schema: string
  /** Of its tables; before 0002_names they lay beside the views. */
  readonly tablesSchema: string
}

/** An open warehouse: embedded in the data folder, or on a Postgres server. All SQL is the same for both. */
export interface Warehouse extends Executor, Schemas {
  readonly kind: 'embedded' | 'server'
  /** True where other processes may use it at the same time; false for PGlite, which lives in this one. */
  readonly shared: boolean
  /** Where it is, fit for a log: a folder, or a URL without its password. */
  readonly location: string
  /** Where bodies lie outside of it. */
  readonly bodyStores: BodyStores
  /** What the runs of this process have written; looked for on every connection to come, before it is used. */
  readonly written: Written
  /** Runs the work in one transaction; a throw rolls it back. */
  readonly transaction: <T>(work: (tx: Executor) => Promise<T>) => Promise<T>
  /** Runs one statement in a read-only transaction and gives its values as text. */
  readonly readOnly: (statement: string) => Promise<TextResult>
  /**
   * Runs one statement as `readOnly` does and gives its rows part by part, the first part also without rows: what is
   * held does not grow with the result. PGlite gives all in one part, and hears no signal meanwhile.
   */
  readonly stream: (statement: string, asked?: Asked) => AsyncIterable<TextResult>
  /**
   * Writes all of it to a file beside it and gives the path; null where the server's own backups are the way.
   *
   * @param leastHours with a dump that is younger than this nothing is done, and null comes back
   */
  readonly dump: ((leastHours?: number) => Promise<string | null>) | null
  readonly close: () => Promise<void>
}

/** A JSON parameter. Sent as text and cast in SQL, since the drivers differ in what they do to a jsonb parameter. */
export function jsonParameter(value: unknown): SQL {
  return sql`${JSON.stringify(value)}::text::jsonb`
}

/**
 * A parameter of texts. Sent as an array's own notation and cast in SQL: then the planner sees how many there are,
 * and uses an index for few of them.
 */
export function textArray(values: readonly string[]): SQL {
  const quoted = values.map((value) => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`)
  return sql`${`{${quoted.join(',')}}`}::text[]`
}
