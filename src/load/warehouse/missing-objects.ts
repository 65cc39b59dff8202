import { WarehouseUnavailable } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { DefinitionName } from './known-definitions.ts'
import type { Migration } from './known-migrations.ts'
import { textArray, type Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

/** How migrations make things and drop them, by the first words of a statement. */
const MAKES =
  /^\s*(CREATE|DROP) (?:OR REPLACE )?(TABLE|VIEW|FUNCTION) (?:IF (?:NOT )?EXISTS )?"?(\w+)"?(?: \((.*)\);?\s*$)?/is
const COLUMN_MADE = /^\t"(\w+)" /gm
const TABLE_ALTERED = /^\s*ALTER TABLE "?(\w+)"? /i
const COLUMN_ALTERED = /\b(ADD|DROP) COLUMN (?:IF (?:NOT )?EXISTS )?"?(\w+)"?/gi
const RENAMED = /\bRENAME (?:COLUMN "?(\w+)"? )?TO "?(\w+)"?/i

/** Of much that is missing the first are named. */
const MOST_SHOWN = 3

/** What was made of a warehouse: the migrations that it has had, and its views and functions. */
export interface Made {
  readonly done: readonly Migration[]
  readonly applied: readonly DefinitionName[]
}

/** The tables, views, functions and columns that were made, as `table papers` and `column papers.title`. */
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
    const [, column, to] = RENAMED.exec(statement) ?? []
    if (to !== undefined) rename(objects, table, column, to)
    for (const [, verb = '', added] of statement.matchAll(COLUMN_ALTERED))
      change(verb, `column ${table}.${added}`)
  }
  for (const { kind, name } of applied) objects.add(`${kind} ${name}`)
  return objects
}

/** A table takes its columns along. */
function rename(objects: Set<string>, table: string, column: string | undefined, to: string): void {
  const [before, after] =
    column === undefined
      ? [`table ${table}`, `table ${to}`]
      : [`column ${table}.${column}`, `column ${table}.${to}`]
  if (objects.delete(before)) objects.add(after)
  if (column !== undefined) return
  const prefix = `column ${table}.`
  for (const each of [...objects].filter((name) => name.startsWith(prefix))) {
    objects.delete(each)
    objects.add(`column ${to}.${each.slice(prefix.length)}`)
  }
}

/**
 * What is not there of all that was made; of a table that is not there its columns are left out. A dump
 * that was restored in part is how that comes about: `pg_restore` goes on after an error.
 */
export async function missingObjects(executor: Executor, made: Made): Promise<readonly string[]> {
  const rows = await executor.rows<{ name: string }>(sql`
    with things as (
      select c.oid, c.relname, case when c.relkind = 'v' then 'view' else 'table' end as kind
      from pg_class c
      where c.relkind in ('r', 'p', 'v')
        and c.relnamespace = (select relnamespace from pg_class where oid = to_regclass('migrations'))
    )
    select name from unnest(${textArray([...objectsOf(made)])}) with ordinality as each(name, place)
    where name not in (
      select kind || ' ' || relname from things
      union all select 'column ' || relname || '.' || attname
        from things join pg_attribute on attrelid = things.oid and attnum > 0 and not attisdropped
      union all select 'function ' || proname from pg_proc
        where pronamespace = (select relnamespace from pg_class where oid = to_regclass('migrations'))
    ) order by place`)
  const missing = new Set(rows.map(({ name }) => name))
  const tableOf = (name: string) => /^column (.*)\./.exec(name)?.[1] ?? ''
  return [...missing].filter((name) => !missing.has(`table ${tableOf(name)}`))
}

/**
 * Checks that all is there that was made.
 *
 * @throws {WarehouseUnavailable} that names what is missing
 */
export async function requireObjects(
  executor: Executor,
  made: Made,
  location: Warehouse['location'],
): Promise<void> {
  const missing = await missingObjects(executor, made)
  if (missing.length === 0) return
  const shown = missing.slice(0, MOST_SHOWN).join(', ')
  const more = missing.length > MOST_SHOWN ? ` and ${missing.length - MOST_SHOWN} more` : ''
  throw new WarehouseUnavailable(
    `the warehouse at ${location} lacks ${shown}${more}, which a restore has lost: make the dump again with ` +
      '"pg_dump --no-toast-compression", restore it into an empty database, and read what pg_restore says',
    { retryable: false },
  )
}
