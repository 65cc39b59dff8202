import { sql } from '../../base/sql.ts'
import type { Executor } from '../../query/executor.ts'
import { type Column, columnTypeOf } from './column-type.ts'
import type { DatasetTable } from './tables.ts'

/** A table with its columns, with the warehouse's types and comments. */
export interface DescribedTable extends DatasetTable {
  readonly about: string
  readonly columns: readonly Column[]
}

/** Reads the columns of a table's view from the warehouse, with their types and comments. */
export async function describeTable(executor: Executor, table: DatasetTable): Promise<DescribedTable> {
  const rows = await executor.rows<{ name: string; type: string; about: string; of_view: string }>(sql`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      coalesce(col_description(a.attrelid, a.attnum), '') as about,
      coalesce(obj_description(a.attrelid, 'pg_class'), '') as of_view
    from pg_attribute a
    where a.attrelid = to_regclass(${table.view}) and a.attnum > 0 and not a.attisdropped
    order by a.attnum`)
  const columns = rows.map(({ name, type, about }): Column => {
    const known = columnTypeOf(type)
    if (known === undefined)
      throw new Error(`${table.view}.${name} is ${type}: the data set has no such type`)
    return { name, type: known, about, required: table.key.includes(name) }
  })
  return { ...table, about: rows[0]?.of_view ?? '', columns }
}
