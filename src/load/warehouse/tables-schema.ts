import { ConfigurationError } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { Executor } from './executor.ts'
import { otherSchema } from './session-settings.ts'
import type { Warehouse } from './warehouse.ts'

/** Lets what is made without a schema lie in this one, until the transaction ends; names are found as before. */
export async function createIn(tx: Executor, schema: string): Promise<void> {
  await tx.rows(
    sql`select set_config('search_path', quote_ident(${schema}) || ', ' || current_setting('search_path'), true)`,
  )
}

/**
 * Makes the schema of the tables, unless an administrator has. Roles that read the tables where they were find them there.
 *
 * @throws {ConfigurationError} when this role may make none, or another program or warehouse has it
 */
export async function makeTablesSchema(
  tx: Executor,
  { schema, tablesSchema, location }: Warehouse,
): Promise<void> {
  const [is] = await tx.rows<{
    user: string
    exists: boolean
    may_make: boolean
    used_by: string | null
  }>(sql`
    select current_user::text as user, n.oid is not null as exists,
      has_database_privilege(current_database(), 'create') as may_make,
      (select min(format('the relation "%s"', relname)) from pg_class where relnamespace = n.oid) as used_by
    from (select) one left join pg_namespace n on nspname = ${tablesSchema}`)
  if (is?.used_by) throw new ConfigurationError(otherSchema(tablesSchema, location, is.used_by))
  if (!is?.exists) {
    if (!is?.may_make) {
      throw new ConfigurationError(
        `the tables of the warehouse at ${location} go to a schema of their own, and ${is?.user} may make none: let the ` +
          `owner of the database type "CREATE SCHEMA ${tablesSchema} AUTHORIZATION ${is?.user}" in psql, then run the ` +
          'same command again',
      )
    }
    await tx.rows(sql`create schema ${sql.identifier(tablesSchema)}`)
  }
  const readers = await tx.rows<{ role: string | null }>(sql`
    select rolname::text as role
    from pg_class c cross join aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
    where relname = 'migrations' and relnamespace = quote_ident(${schema}::text)::regnamespace
      and privilege_type = 'SELECT' and grantee <> relowner`)
  for (const { role } of readers) {
    if (role === null) await tx.rows(sql`grant usage on schema ${sql.identifier(tablesSchema)} to public`)
    else await letRead(tx, tablesSchema, role)
  }
}

/** Lets a role read all that is in a schema, and what will be. */
export async function letRead(tx: Executor, schema: string, role: string): Promise<void> {
  const [within, name] = [sql.identifier(schema), sql.identifier(role)]
  await tx.rows(sql`grant usage on schema ${within} to ${name}`)
  // pg_dump reads how far sequences have counted.
  for (const what of [sql`tables`, sql`sequences`]) {
    await tx.rows(sql`grant select on all ${what} in schema ${within} to ${name}`)
    await tx.rows(sql`alter default privileges in schema ${within} grant select on ${what} to ${name}`)
  }
}
