import { sql } from '../../base/sql.ts'
import { isoInstantOf } from '../../model/day.ts'
import type { Executor } from '../warehouse/executor.ts'

/** One row that is different, added or gone. Instants are ISO 8601 (UTC, milliseconds), ids are text. */
export interface RowChange extends Record<string, unknown> {
  readonly table: string
  /** The row's key: the values of its key columns, with blanks between. */
  readonly key: string
  readonly change: 'added' | 'changed' | 'gone'
  /** Old and new values of the columns that differ; whole rows for added and gone ones. */
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** Watches tables within one transaction. */
export interface TableDiff {
  /** What is different from when the watch began. */
  readonly changes: () => Promise<RowChange[]>
}

/** The tables that hold what papers and lists are, with their keys. They are told by the names that the views have. */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  stored_papers: ['id'],
  stored_paper_authors: ['paper_id', 'position'],
  stored_accounts: ['id'],
  stored_organizations: ['id'],
  stored_listings: ['kind', 'key'],
  stored_appearances: ['kind', 'key', 'paper_id'],
  stored_snapshots: ['paper_id', 'observed_at'],
  stored_paper_versions: ['paper_id', 'field_set', 'hash'],
  stored_comments: ['id'],
  paper_upvoters: ['paper_id', 'account_id'],
  linked_repositories: ['paper_id', 'kind', 'name'],
  quarantine: ['capture_id', 'position'],
}

/** Columns that say who wrote a row, or are derived: never a difference. */
const UNCOMPARED = ['run_id', 'capture_id', 'content_hash', 'attempts', 'next_retry_at']

/** Remembers the tables as they are now, in temporary copies that end with the transaction. */
export async function watchTables(tx: Executor): Promise<TableDiff> {
  for (const table of Object.keys(WATCHED)) {
    await tx.rows(
      sql`create temporary table ${sql.identifier(`before_${table}`)} on commit drop as table ${sql.identifier(table)}`,
    )
  }
  return {
    changes: async () => {
      const found: RowChange[] = []
      for (const [table, key] of Object.entries(WATCHED)) found.push(...(await readChanges(tx, table, key)))
      return found
    },
  }
}

async function readChanges(tx: Executor, table: string, key: readonly string[]): Promise<RowChange[]> {
  const bare = (alias: string) =>
    sql.raw(`to_jsonb(${alias}) - array[${UNCOMPARED.map((name) => `'${name}'`).join(', ')}]`)
  const using = sql.raw(key.join(', '))
  const asText = await textColumns(tx, table)
  const rows = await tx.rows<{ key: Row; before: Row | null; after: Row | null }>(sql`
    select ${sql.raw(`jsonb_build_object(${key.map((name) => `'${name}', ${name}`).join(', ')})`)} as key,
      -- A row is "not null" to SQL only when all of its columns are: a key column tells whether there is one.
      case when ${sql.raw(`old.${key[0]}`)} is not null then ${bare('old')} end as before,
      case when ${sql.raw(`new.${key[0]}`)} is not null then ${bare('new')} end as after
    from ${sql.identifier(`before_${table}`)} old full join ${sql.identifier(table)} new using (${using})
    where ${bare('old')} is distinct from ${bare('new')}
    order by ${using}`)
  const told = table.replace('stored_', '')
  return rows.map(({ key: place, before: old, after: now }): RowChange => {
    const named = Object.values(asText(place)).join(' ')
    const [before, after] = [old && asText(old), now && asText(now)]
    if (before === null || after === null) {
      return { table: told, key: named, change: before === null ? 'added' : 'gone', before, after }
    }
    const different = Object.keys(after).filter(
      (each) => JSON.stringify(before[each]) !== JSON.stringify(after[each]),
    )
    const only = (row: Row) => Object.fromEntries(different.map((each) => [each, row[each]]))
    return { table: told, key: named, change: 'changed', before: only(before), after: only(after) }
  })
}

type Row = Readonly<Record<string, unknown>>

/** Writes the instants and the ids of a table's rows as everything else of Paperboy does. */
async function textColumns(tx: Executor, table: string): Promise<(row: Row) => Row> {
  const columns = await tx.rows<{ name: string; type: string }>(sql`
    select attname::text as name, atttypid::regtype::text as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`)
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const written = (type: string | undefined, value: unknown) => {
    if (typeof value === 'string' && type === 'timestamp with time zone') return isoInstantOf(value)
    return typeof value === 'number' && type === 'bigint' ? String(value) : value
  }
  return (row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, written(types.get(name), value)]))
}
