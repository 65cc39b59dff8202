import { WarehouseUnavailable } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { DefinitionName } from './known-definitions.ts'
import type { Migration } from './known-migrations.ts'
import { type Schemas, textArray, type Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

/** Statements of migrations that create or drop objects, by their first words. */
const MAKES =
  /^\s*(CREATE|DROP) (?:OR REPLACE )?(TABLE|VIEW|FUNCTION) (?:IF (?:NOT )?EXISTS )?"?(\w+)"?(?: \((.*)\);?\s*$)?/is
const COLUMN_MADE = /^\t"(\w+)" /gm
const TABLE_ALTERED = /^\s*ALTER TABLE "?(\w+)"? /i
const COLUMN_ALTERED = /\b(ADD|DROP) COLUMN (?:IF (?:NOT )?EXISTS )?"?(\w+)"?/gi
const RENAMED = /^\s*ALTER TABLE "?(\w+)"? RENAME (?:COLUMN "?(\w+)"? )?TO "?(\w+)"?/i

/** Maximum number of missing objects to name. */
const MOST_SHOWN = 3

/** What created a warehouse's objects: its applied migrations, views and functions. */
export interface Made {
  readonly done: readonly Migration[]
  readonly applied: readonly DefinitionName[]
}

/** Lists the tables, views, functions and columns that were created, as `table papers` and `column papers.title`. */
export function objectsOf({ done, applied }: Made): ReadonlySet<string> {
  const objects = new Set<string>()
  const change = (verb: string, name: string) =>
    /drop/i.test(verb) ? objects.delete(name) : objects.add(name)
  for (const commented of done.flatMap(({ statements }) => statements)) {
    const statement = commented.replaceAll(/^--.*$/gm, '')
    const [, made = '', kind = '', name = '', columns = ''] = MAKES.exec(statement) ?? []
    if (name !== '') change(made, `${kind.toLowerCase()} ${name}`)
    if (/table/i.test(kind))
      for (const [, column] of columns.matchAll(COLUMN_MADE)) change(made, `column ${name}.${column}`)
    const table = TABLE_ALTERED.exec(statement)?.[1]
    if (table === undefined) continue
    for (const [, verb = '', column] of statement.matchAll(COLUMN_ALTERED))
      change(verb, `column ${table}.${column}`)
    const [, , column, renamed = ''] = RENAMED.exec(statement) ?? []
    if (renamed !== '') rename(objects, table, column, renamed)
  }
  for (const { kind, name } of applied) objects.add(`${kind} ${name}`)
  return objects
}

function rename(objects: Set<string>, table: string, column: string | undefined, to: string): void {
  const before = column === undefined ? `table ${table}` : `column ${table}.${column}`
  objects.delete(before)
  objects.add(column === undefined ? `table ${to}` : `column ${table}.${to}`)
  if (column !== undefined) return
  for (const name of [...objects].filter((each) => each.startsWith(`column ${table}.`))) {
    objects.delete(name)
    objects.add(name.replace(`column ${table}.`, `column ${to}.`))
  }
}

/**
 * Finds missing objects; columns of a missing table are left out. A dump
 * restored in part causes this: `pg_restore` continues after an error.
 */
export async function missingObjects(
  executor: Executor,
  { schema, tablesSchema }: Schemas,
  made: Made,
): Promise<readonly string[]> {
  const rows = await executor.rows<{ name: string }>(sql`
    with homes as (select oid from pg_namespace where nspname in (${schema}, ${tablesSchema})), things as (
      select c.oid, c.relname, case when c.relkind = 'v' then 'view' else 'table' end as kind
      from pg_class c
      where c.relkind in ('r', 'p', 'v')
        and c.relnamespace in (select oid from homes)
    )
    select name from unnest(${textArray([...objectsOf(made)])}) with ordinality as each(name, place)
    where name not in (
      select kind || ' ' || relname from things
      union all select 'column ' || relname || '.' || attname
        from things join pg_attribute on attrelid = things.oid and attnum > 0 and not attisdropped
      union all select 'function ' || proname from pg_proc
        where pronamespace in (select oid from homes)
    ) order by place`)
  const missing = new Set(rows.map(({ name }) => name))
  const tableOf = (name: string) => /^column (.*)\./.exec(name)?.[1] ?? ''
  return [...missing].filter((name) => !missing.has(`table ${tableOf(name)}`))
}

/**
 * Checks that no object is missing.
 *
 * @throws {WarehouseUnavailable} that names what is missing
 */
export async function requireObjects(
  executor: Executor,
  made: Made,
  warehouse: Pick<Warehouse, 'location' | keyof Schemas>,
): Promise<void> {
  const missing = await missingObjects(executor, warehouse, made)
  if (missing.length === 0) return
  const shown = missing.slice(0, MOST_SHOWN).join(', ')
  const more = missing.length > MOST_SHOWN ? ` and ${missing.length - MOST_SHOWN} more` : ''
  throw new WarehouseUnavailable(
    `the warehouse at ${warehouse.location} lacks ${shown}${more}, which a restore has lost: make the dump again with ` +
      '"pg_dump --no-toast-compression", restore it into an empty database, and read what pg_restore says',
    { retryable: false },
  )
}
