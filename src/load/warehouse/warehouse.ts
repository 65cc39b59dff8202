import { type SQL, sql } from '../../base/sql.ts'
import type { BodyStores } from './body-stores.ts'
import type { Executor } from './executor.ts'
import { quotedElement } from './value-text.ts'
import type { Written } from './written.ts'

/** A result as text, as in psql; null is null. */
export interface TextResult {
  readonly fields: readonly { readonly name: string; readonly typeId: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Options of a statement. */
export interface Asked {
  /** Values of $1, $2 in Postgres's notation; Postgres infers their types. */
  readonly values?: readonly (string | null)[]
  /** Cancels it, also at the server; its reason is thrown. */
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
  /** True if other processes may use it at the same time; false for PGlite, which runs in this one. */
  readonly shared: boolean
  /** Location for a log: a folder, or a URL without its password. */
  readonly location: string
  /** Stores of bodies outside of it. */
  readonly bodyStores: BodyStores
  /** Writes of this process's runs; verified on every new connection, before it is used. */
  readonly written: Written
  /** Runs the work in one transaction; a throw rolls it back. */
  readonly transaction: <T>(work: (tx: Executor) => Promise<T>) => Promise<T>
  /** Runs one statement in a read-only transaction and returns its values as text. */
  readonly readOnly: (statement: string) => Promise<TextResult>
  /**
   * Runs one statement like `readOnly` and yields its rows part by part, the first part even without rows: memory
   * does not grow with the result. PGlite returns everything in one part, and ignores the signal meanwhile.
   */
  readonly stream: (statement: string, asked?: Asked) => AsyncIterable<TextResult>
  /**
   * Dumps everything to a file beside it and returns the path; null when the server has its own backups.
   *
   * @param leastHours with a younger dump nothing is done, and the result is null
   */
  readonly dump: ((leastHours?: number) => Promise<string | null>) | null
  readonly close: () => Promise<void>
}

/** Makes a JSON parameter. Sent as text and cast in SQL, since the drivers treat jsonb parameters differently. */
export function jsonParameter(value: unknown): SQL {
  return sql`${JSON.stringify(value)}::text::jsonb`
}

/**
 * Makes a parameter of texts. Sent in array notation and cast in SQL: then the planner sees how many there are,
 * and uses an index for a few.
 */
export function textArray(values: readonly string[]): SQL {
  return sql`${`{${values.map((value) => quotedElement(value)).join(',')}}`}::text[]`
}
