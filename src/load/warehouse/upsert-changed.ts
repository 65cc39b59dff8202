import { type SQL, sql } from '../../base/sql.ts'
import { rowColumns } from './row-columns.ts'
import { TABLE_COLUMNS, type TableName } from './table-columns.ts'
import type { Executor } from './executor.ts'

/** Columns of lineage: written with a row, but usually no reason to write it. */
const LINEAGE: ReadonlySet<string> = new Set(['run_id', 'capture_id', 'observed_at'])

/** Options of `upsertChanged`. */
export interface UpsertOptions {
  readonly table: TableName
  /** Columns of the key, by their names in the database. */
  readonly key: readonly string[]
  /** Rows by column name, JSON or `JsonText` each value. All have the same columns; each key occurs at most once. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Columns in which a null leaves the known value as it is; true means all of them. */
  readonly keepKnown?: boolean | readonly string[]
  /** Expressions for columns on an update instead of the new value: SQL by column name. */
  readonly set?: Readonly<Record<string, string>>
  /** A further condition for an update: `excluded` is the new row, the table's name the old one. */
  readonly updateWhere?: SQL
  /** True when a changed capture or instant alone counts as a change: the rows were derived anew. */
  readonly withLineage?: boolean
  /** True when rows with equal keys are equal: existing ones are not even compared. */
  readonly onlyNew?: boolean
}

/**
 * Inserts rows, and updates those that differ, in one statement. An equal row
 * that exists is not touched, so that a second load of the same capture writes nothing.
 *
 * @returns number of inserted or updated rows
 */
export async function upsertChanged(executor: Executor, options: UpsertOptions): Promise<number> {
  const [first] = options.rows
  if (!first) return 0
  const { table, keepKnown = false, withLineage = false, onlyNew = false } = options
  const types: Readonly<Record<string, string>> = TABLE_COLUMNS[table]
  const names = Object.keys(first)
  const valued = names.filter((name) => !options.key.includes(name))
  const compared = valued.filter((name) => name !== 'run_id' && (withLineage || !LINEAGE.has(name)))

  const list = (each: readonly string[], render: (name: string) => string) =>
    sql.raw(each.map(render).join(', '))
  const incoming = (name: string) =>
    !LINEAGE.has(name) && (keepKnown === true || (keepKnown !== false && keepKnown.includes(name)))
      ? `coalesce(excluded.${name}, ${table}.${name})`
      : `excluded.${name}`
  const rows = await executor.rows<{ count: number }>(sql`
    with written as (
      insert into ${sql.raw(table)} (${list(names, (name) => name)})
      select ${list(names, (name) => `incoming.${name}`)}
      from ${rowColumns('incoming', Object.fromEntries(names.map((name) => [name, types[name] ?? 'text'])), options.rows)}
      on conflict (${list(options.key, (name) => name)}) ${
        onlyNew
          ? sql`do nothing`
          : sql`do update
      set ${list(valued, (name) => `${name} = ${options.set?.[name] ?? incoming(name)}`)}
      where (${list(compared, (name) => `${table}.${name}`)}) is distinct from (${list(compared, incoming)})
      ${options.updateWhere ? sql`and ${options.updateWhere}` : sql``}`
      }
      returning 1
    )
    select count(*)::int as count from written`)
  return rows[0]?.count ?? 0
}
