import { type SQL, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** What statements run on: the warehouse itself, or a transaction in it. */
export interface Executor {
  /** Runs one statement; gives its rows, empty for a statement that returns none. */
  readonly rows: <Row extends Record<string, unknown>>(statement: SQL) => Promise<Row[]>
}

/** A result as text, the way psql would show it; null is null. */
export interface TextResult {
  readonly fields: readonly { readonly name: string; readonly typeId: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** An open warehouse: embedded (PGlite) or on a Postgres server. All SQL is the same for both. */
export interface Warehouse extends Executor {
  readonly kind: 'embedded' | 'server'
  /** Where it is, fit for a log: a folder, or a URL without its password. */
  readonly location: string
  /** drizzle, for queries and migrations. */
  readonly db: Database
  /** Runs the work in one transaction; a throw rolls it back. */
  readonly transaction: <T>(work: (tx: Executor) => Promise<T>) => Promise<T>
  /** Runs one statement in a read-only transaction and gives its values as text. */
  readonly readOnly: (statement: string) => Promise<TextResult>
  readonly close: () => Promise<void>
}

export type Database = PgDatabase<PgQueryResultHKT>

/** The part of a drizzle database or transaction that runs raw statements. */
interface RawRunner {
  readonly execute: (statement: SQL) => PromiseLike<unknown>
}

/** An executor over drizzle; hides that PGlite wraps its rows and postgres.js does not. */
export function executorOf(runner: RawRunner): Executor {
  return {
    rows: async <Row extends Record<string, unknown>>(statement: SQL) => {
      const result = await runner.execute(statement)
      const rows = Array.isArray(result) ? (result as Row[]) : (result as { rows: Row[] }).rows
      return [...rows]
    },
  }
}

/** `work` in a transaction of a drizzle database. */
export function transactionOf(db: Database): Warehouse['transaction'] {
  return async (work) => db.transaction(async (tx) => work(executorOf(tx)))
}

/** A JSON parameter. Sent as text and cast in SQL, since the drivers differ in what they do to a jsonb parameter. */
export function jsonParameter(value: unknown): SQL {
  return sql`${JSON.stringify(value)}::text::jsonb`
}
