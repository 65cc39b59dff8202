import { type SQL, sql } from '../../base/sql.ts'
import type { Executor } from '../../query/executor.ts'
import {
  type ColumnType,
  keyParameter,
  type Row,
  selected,
  textOf,
  type Value,
  valueOf,
} from './column-type.ts'
import type { DescribedTable } from './describe-table.ts'

/** A month: `2026-06`. */
export type Month = string

/** Rows in memory at a time, in each stage. */
const PAGE_ROWS = 4000

/**
 * Finds the first month with a row, from the given one on; null for none.
 *
 * @param from null for the first month at all
 */
export async function nextMonth(
  executor: Executor,
  table: DescribedTable,
  from: Month | null,
): Promise<Month | null> {
  const [name, type] = timeOf(table)
  const since = from === null ? sql`true` : sql`${column(name)} >= ${firstOf(from, type)}`
  const [row] = await executor.rows<{ at: number }>(sql`
    select ${selected(column(name), type)} as at from ${sql.identifier(table.view)} v
    where ${since} order by ${column(name)} limit 1`)
  return row ? (textOf(row.at, type)?.slice(0, 7) ?? null) : null
}

/** Returns the following month. */
export function monthAfter(month: Month): Month {
  return Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString()
}

/**
 * Reads the rows of a table in the order of its key, a page at a time: each page starts after the last row of the one before,
 * found by an index.
 *
 * @param month only the rows of this month; null for all
 */
export async function* readPages(
  executor: Executor,
  table: DescribedTable,
  month: Month | null,
): AsyncGenerator<Row[]> {
  const { columns, key } = table
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const list = columns.map(
    ({ name, type }) => sql`${selected(column(name), type)} as ${sql.identifier(name)}`,
  )
  const order = sql.join(key.map(column), sql`, `)
  const written = columns.filter(({ type }) => type === 'texts' || type === 'integers' || type === 'bigint')
  let after = month === null ? sql`true` : within(table, month)
  for (;;) {
    const rows = await executor.rows<Record<string, string | number | boolean | null>>(sql`
      select ${sql.join(list, sql`, `)} from ${sql.identifier(table.view)} v
      where ${after} order by ${order} limit ${sql.raw(String(PAGE_ROWS))}`)
    const page: Record<string, Value>[] = rows
    for (const row of rows)
      for (const { name, type } of written)
        (row as Record<string, Value>)[name] = valueOf(row[name] ?? null, type)
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE_ROWS) return
    const values = key.map((name) => keyParameter(last[name] ?? null, types.get(name) ?? 'text'))
    // The first column alone, too: when the key spans two tables, or its index ends early, the lookup uses it.
    const behind = sql`${column(key[0] ?? '')} >= ${values[0]} and (${order}) > (${sql.join(values, sql`, `)})`
    after = month === null ? behind : sql`${within(table, month)} and ${behind}`
  }
}

function within(table: DescribedTable, month: Month): SQL {
  const [name, type] = timeOf(table)
  return sql`${column(name)} >= ${firstOf(month, type)} and ${column(name)} < ${firstOf(monthAfter(month), type)}`
}

/** Finds the column that gives a row's month. */
function timeOf({ key, columns, name }: DescribedTable): [string, ColumnType] {
  const time = columns.find((each) => each.name === key[0])
  if (!time) throw new Error(`${name} has no column ${key[0]}`)
  return [time.name, time.type]
}

function firstOf(month: Month, type: ColumnType): SQL {
  const first = `${month}-01`
  return type === 'date' ? sql`${first}::date` : sql`${`${first}T00:00:00Z`}::timestamptz`
}

/** Names a column of the view, not the result of the same name: only the former has an index. */
function column(name: string): SQL {
  return sql`v.${sql.identifier(name)}`
}
