import { ConfigurationError, WarehouseTrouble } from '../../base/errors.ts'
import { type SQL, sql } from '../../base/sql.ts'
import { ASK, hasAsk, makeAsk } from './ask-as-reader.ts'
import { inSavepoint } from './transaction-scope.ts'
import { letRead } from './tables-schema.ts'
import { asTrouble } from '../../base/trouble.ts'
import type { Schemas, Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

/** Identifiers without surprises in a connection string. */
const ROLE_NAME = /^[a-z_][a-z0-9_]{0,62}$/

/** Addresses of people, and keys of the links in their mails. */
const PRIVATE = ['subscribers', 'deliveries', 'delivered_papers']

/** Roles of Postgres whose members read the files of the server, and so all tables. */
const READERS_OF_FILES = ['pg_read_server_files', 'pg_execute_server_program']

/** True for a name that `grantReader` accepts. */
export function isRoleName(name: string): boolean {
  return ROLE_NAME.test(name)
}

/**
 * Creates a role that reads everything in the warehouse except subscribers, and writes nothing, for notebooks, BI tools
 * and people. An existing role of that name gets the same rights, even from an owner who may not create roles. Its
 * password is set by the owner (`\password` in psql).
 *
 * @returns statements by which an administrator revokes what everyone, and so the role, may do in this database
 * @throws {ConfigurationError} when the role can't be created, or can read subscribers by its own rights
 */
export async function grantReader(warehouse: Warehouse, role: string): Promise<readonly string[]> {
  return warehouse.transaction(async (tx) => {
    await admit(tx, warehouse, role)
    if (await readsPrivate(tx, sql`${role}`)) {
      throw new ConfigurationError(
        `the role ${role} can read the subscribers, since it is a superuser or belongs to another role that can: ` +
          'revoke that in psql, or name another role',
      )
    }
    return takeFromEveryone(tx, warehouse.schema, role)
  })
}

/**
 * Creates a role like `grantReader`, for this session's use: it may become that role, and there is a function by
 * which statements of others run as it.
 */
export async function lendReader(warehouse: Warehouse, role: string): Promise<void> {
  await warehouse.transaction(async (tx) => {
    await admit(tx, warehouse, role)
    if (!(await isLent(tx, role))) {
      // Since Postgres 16 the creator of a role may grant it to others, but not become it.
      const { hasSet } = await readVersion(tx)
      await tx.rows(
        sql`grant ${sql.identifier(role)} to session_user ${hasSet ? sql`with set true, inherit false` : sql``}`,
      )
    }
    await makeAsk(tx, warehouse.schema, role)
  })
}

/** Explains why a role can't be used as from `lendReader`, with a command to type; null when it can. */
export async function whyNotLent(executor: Executor, role: string): Promise<string | null> {
  const [{ user, exists } = { user: '', exists: false }] = await executor.rows<{
    user: string
    exists: boolean
  }>(sql`select session_user::text as user, exists (select from pg_roles where rolname = ${role}) as exists`)
  if (!exists)
    return `${user} may not create roles: let an administrator type "CREATE ROLE ${role}; GRANT ${role} TO ${user}" in psql`
  if (!(await isLent(executor, role)))
    return `${user} may not become the role ${role}: let an administrator type "GRANT ${role} TO ${user}" in psql`
  if (await readsPrivate(executor, sql`${role}`))
    return `the role ${role} can read the subscribers: let an administrator revoke its superuser right or its membership in other roles`
  const [{ reads } = { reads: false }] = await executor.rows<{ reads: boolean }>(
    sql`select has_table_privilege(${role}, 'paper_days', 'select') as reads`,
  )
  if (!reads || !(await hasAsk(executor, role)))
    return `the role ${role} lacks rights or the function ${ASK}, which ${user} could not grant here`
  return null
}

/** True for a user or role that can read subscribers, even by becoming another role. */
export async function readsPrivate(executor: Executor, who: SQL): Promise<boolean> {
  const [{ reads } = { reads: true }] = await executor.rows<{ reads: boolean }>(sql`
    select exists (
      select from pg_roles r, unnest(${`{${PRIVATE.join(',')}}`}::text[]) as t (name)
      where pg_has_role((${who})::name, r.oid, 'member')
        and (has_any_column_privilege(r.oid, t.name, 'select')
          or r.rolname = any (${`{${READERS_OF_FILES.join(',')}}`}::name[]))) as reads`)
  return reads
}

/** Grants a role its rights, and creates it if it is missing. */
async function admit(tx: Executor, { schema, tablesSchema }: Schemas, role: string): Promise<void> {
  const name = sql.identifier(role)
  // Postgres refuses concurrent grants on one table, such as by the processes of a site build.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('paperboy: grants to readers', 0))`)
  const [{ user, exists, may_make: mayMake } = { user: '', exists: false, may_make: false }] = await tx.rows<{
    user: string
    exists: boolean
    may_make: boolean
  }>(sql`select rolname::text as user, rolsuper or rolcreaterole as may_make,
    exists (select from pg_roles where rolname = ${role}) from pg_roles where rolname = current_user`)
  if (!exists && !mayMake) {
    throw new ConfigurationError(
      `there is no role ${role}, and ${user} may not create it: let an administrator type "CREATE ROLE ${role} LOGIN" ` +
        'in psql, then run the same command again',
    )
  }
  if (!exists) await tx.rows(sql`create role ${name} login`)
  await letRead(tx, schema, role)
  await letRead(tx, tablesSchema, role)
  await tx.rows(
    sql`revoke all on ${sql.join(
      PRIVATE.map((each) => sql.identifier(each)),
      sql`, `,
    )} from ${name}`,
  )
  const [set] = await tx.rows(sql`
    select 1 from pg_db_role_setting join pg_roles r on r.oid = setrole
    where r.rolname = ${role} and setdatabase = 0 and 'default_transaction_read_only=on' = any (setconfig)`)
  // Catches mistakes early; a role may switch it off. It can't be set for a role that an administrator created.
  if (!set) await ifPermitted(tx, sql`alter role ${name} set default_transaction_read_only = on`)
}

/** Functions that create large objects for any role that may call them. */
const MAKERS_OF_LARGE_OBJECTS = 'lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)'

/**
 * Revokes from everyone what would let a reader write: Postgres grants it to all roles together, without exceptions.
 * If others use the same database nothing is revoked, since they may need it.
 *
 * @returns the statements that would revoke the rest
 */
async function takeFromEveryone(tx: Executor, schema: string, role: string): Promise<readonly string[]> {
  const [{ owner, database, shared } = { owner: '', database: '', shared: true }] = await tx.rows<{
    owner: string
    database: string
    shared: boolean
  }>(sql`
    select pg_get_userbyid(m.relowner)::text as owner, current_database()::text as database, exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        and (c.relowner <> m.relowner or exists (
          select from aclexplode(c.relacl) a
          where a.grantee <> c.relowner and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE')))) as shared
    from pg_class m where m.oid = 'migrations'::regclass`)
  const of = sql.identifier(database)
  if (!shared) {
    await ifPermitted(tx, sql`grant temporary on database ${of} to ${sql.identifier(owner)}`)
    await ifPermitted(tx, sql`revoke temporary on database ${of} from public`)
    await ifPermitted(tx, sql`revoke execute on function ${sql.raw(MAKERS_OF_LARGE_OBJECTS)} from public`)
    // Databases created before Postgres 15 let everyone create tables.
    await ifPermitted(tx, sql`revoke create on schema ${sql.identifier(schema)} from public`)
  }
  const left = await tx.rows<{ statement: string }>(sql`
    select statement from (values
      (has_database_privilege(${role}, current_database(), 'temporary'),
        format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database())),
      (has_function_privilege(${role}, 'lo_create(oid)', 'execute'),
        ${`REVOKE EXECUTE ON FUNCTION ${MAKERS_OF_LARGE_OBJECTS} FROM PUBLIC`}),
      (has_schema_privilege(${role}, ${schema}, 'create'), format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', ${schema}::text))
    ) as each (is_left, statement) where is_left`)
  return left.map(({ statement }) => statement)
}

/** Runs a statement if this user may, otherwise nothing. */
async function ifPermitted(tx: Executor, statement: SQL): Promise<void> {
  try {
    await inSavepoint(tx, async (step) => step.rows(statement))
  } catch (error) {
    const trouble = asTrouble(error)
    if (!(trouble instanceof WarehouseTrouble && trouble.code === 'not-permitted')) throw error
  }
}

async function isLent(executor: Executor, role: string): Promise<boolean> {
  const { hasSet } = await readVersion(executor)
  const [{ lent } = { lent: false }] = await executor.rows<{ lent: boolean }>(
    sql`select pg_has_role(session_user, ${role}::name, ${hasSet ? 'set' : 'member'}) as lent`,
  )
  return lent
}

/** Checks for the version: since Postgres 16 a member of a role may not necessarily become it. */
async function readVersion(executor: Executor): Promise<{ readonly hasSet: boolean }> {
  const [{ version } = { version: 0 }] = await executor.rows<{ version: number }>(
    sql`select current_setting('server_version_num')::int as version`,
  )
  return { hasSet: version >= 160_000 }
}
