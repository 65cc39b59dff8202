import { sql } from '../../base/sql.ts'
import { ConfigurationError } from '../../base/errors.ts'
import type { Migration } from './known-migrations.ts'
import type { WarehouseState } from './require-migrated.ts'
import { otherSchema } from './session-settings.ts'
import { textArray, type Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

const MAKES =
  /\bcreate (?:or replace )?(?:unique )?(?:table|view|index|function|type|sequence) (?:if not exists )?(?:"?public"?\.)?"?(\w+)/gi

/** Maximum number of names in a message. */
const NAMED = 5

/**
 * Looks for tables, views, functions and the like of another program in the warehouse's schema with names that this
 * version will create. Writes nothing. Objects of a warehouse from before the baseline are its own.
 *
 * @throws {ConfigurationError} that names them
 */
export async function refuseForeign(
  executor: Executor,
  { location, schema }: Pick<Warehouse, 'location' | 'schema'>,
  { done, missing, isRecorded, applied, changed }: WarehouseState,
): Promise<void> {
  const own = new Set([...namesMadeBy(done), ...applied.map(({ name }) => name)])
  const isNew = done.length === 0 || isRecorded
  const coming = [
    ...namesMadeBy(missing),
    ...(isNew ? changed.map(({ name }) => name) : []),
    ...(isRecorded ? [] : ['definitions']),
  ].filter((name) => !own.has(name))
  if (coming.length === 0) return
  const found = await executor.rows<{ what: string }>(sql`
    with home as (select oid from pg_namespace where nspname = ${schema}),
    named as (
      select relname::text as name, relnamespace as place, case relkind when 'v' then 'view' when 'm' then 'materialized view'
        when 'f' then 'foreign table' when 'S' then 'sequence' when 'c' then 'type' when 'i' then 'index' when 'I' then 'index'
        else 'table' end as kind
      from pg_class
      union select typname::text, typnamespace, 'type' from pg_type where typrelid = 0
      union select proname::text, pronamespace, 'function' from pg_proc
    )
    select format('the %s "%s"', kind, name) as what from named join home on home.oid = place
    where name = any(${textArray(coming)}) order by name, kind`)
  if (found.length === 0) return
  const names = found.slice(0, NAMED).map(({ what }) => what)
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : ''
  throw new ConfigurationError(otherSchema(schema, location, `${names.join(' and ')}${more}`))
}

function namesMadeBy(migrations: readonly Migration[]): string[] {
  return migrations.flatMap(({ statements }) =>
    statements.flatMap((each) => [...each.matchAll(MAKES)].map(([, name = '']) => name)),
  )
}
