import { ConfigurationError } from '../../base/errors.ts'
import type { Schemas } from './warehouse.ts'

/*
 * The one place that defines sessions. A database, a role or a pooler may have its own settings, and
 * with most of them the same statement returns other text, or none. Start-up packets have only what every pooler accepts
 * there; everything else is set in each transaction, since a pooler may assign each to another session.
 */

/** Settings of a Postgres session, by name. */
export type SessionSettings = Readonly<Record<string, string>>

/** Settings of the start-up packet. PgBouncer follows these, and by default refuses all others. */
const START_UP: SessionSettings = {
  application_name: 'paperboy',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
}

/** Selects the settings of the start-up packet; of a warehouse's own only those that belong there. */
export function startUpOf(own: SessionSettings): SessionSettings {
  return Object.fromEntries(Object.entries(START_UP).map(([name, value]) => [name, own[name] ?? value]))
}

/** Settings of how values are written and read, and others that change the rows of a statement. */
const MEANINGS: SessionSettings = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  gin_fuzzy_search_limit: '0',
}

/** Time limits. Loads wait for each other, and a migration may take any time. */
const LIMITS: SessionSettings = {
  statement_timeout: '0',
  lock_timeout: '0',
  // A disconnected client would block the loads of all others until TCP gives up, which takes hours. As long as a
  // run may be silent.
  idle_in_transaction_session_timeout: '90000',
  // A cached plan fits the tables as they were: a backfill into an empty warehouse outgrows it.
  plan_cache_mode: 'force_custom_plan',
  // Views over views look expensive to the planner, and compiling a statement of 20 ms took two seconds.
  jit: 'off',
}

/** Servers before this one do not know `transaction_timeout`. */
const KNOWS_TRANSACTION_TIMEOUT = 170_000

/** Facts of a server when it is opened. */
export interface ServerFacts extends Schemas {
  /** Such as 150019. */
  readonly version: number
  /** Further schemas of the search path after both. */
  readonly others: readonly string[]
}

/**
 * Makes the statements that begin a transaction, as one message.
 *
 * @param own settings of this warehouse beside the usual ones; they win
 * @param inAddress settings from the address of the server: a limit there is intended
 * @param facts null before the server was queried
 */
export function beginOf(
  own: SessionSettings,
  inAddress: SessionSettings,
  facts: ServerFacts | null,
  access: '' | ' read only' = '',
): string {
  const limits = {
    ...LIMITS,
    ...(facts !== null && facts.version >= KNOWS_TRANSACTION_TIMEOUT ? { transaction_timeout: '0' } : {}),
  }
  const settings = {
    ...Object.fromEntries(Object.entries(limits).filter(([name]) => !(name in inAddress))),
    ...MEANINGS,
    ...own,
  }
  const given = Object.entries(inAddress).flatMap(([name, value]) => [
    [name, value] as const,
    // The transaction has begun by then.
    ...(name === 'default_transaction_read_only' ? [['transaction_read_only', value] as const] : []),
  ])
  return [
    // Loads that wait for each other must see the rows of the previous one.
    `begin isolation level read committed${access}`,
    // As in a start-up packet: any name, and a list as one text.
    ...given.map(([name, value]) => `select set_config(${literal(name)}, ${literal(value)}, true)`),
    ...Object.entries(settings).map(([name, value]) => `set local ${name} = ${literal(value)}`),
    ...(facts === null
      ? []
      : [
          // That of the tables first: nothing that others make beside the views hides one of them.
          `set local search_path = ${[facts.tablesSchema, facts.schema, ...facts.others].map(quoted).join(', ')}`,
        ]),
  ].join('; ')
}

/** The tables of a warehouse whose views lie in `public`. */
export const PUBLIC: Schemas = { schema: 'public', tablesSchema: 'paperboy' }

/**
 * Asks a server for its facts, in a form that no setting changes. The views are in the schema of an existing warehouse,
 * otherwise in the first schema of the search path in which this role may create tables. The tables are in `paperboy`
 * where that is `public`, otherwise in the schema of its name with `_tables` appended; before 0002_names they were beside
 * the views. A schema of tables never holds the views, even first on the search path, as with a role `paperboy` and "$user".
 */
export const ASK_FACTS = `
  with path as (
    select n.oid, n.nspname as name, place,
      case n.nspname when 'public' then 'paperboy' else n.nspname || '_tables' end::name as tables
    from unnest(
      case when current_schemas(false) = '{}' then array['public']::name[] else current_schemas(false) end
    ) with ordinality as p(name, place)
    join pg_catalog.pg_namespace n on n.nspname = p.name and has_schema_privilege(n.oid, 'usage')
    where not exists (select from pg_catalog.pg_class t where t.relnamespace = n.oid and t.relname = 'stored_papers')
  ), tables as (
    select relnamespace, relkind in ('r', 'p') and (
      select count(*) = 3 from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attname in ('position', 'tag', 'hash')
    ) as are_ours
    from pg_catalog.pg_class c where c.relname = 'migrations'
  ), home as (
    select path.oid, name, path.tables, are_ours,
      n.oid is null or has_schema_privilege(n.oid, 'usage') as may_use from path
    left join pg_catalog.pg_namespace n on n.nspname = path.tables
    left join tables on relnamespace in (path.oid, n.oid)
    order by coalesce(are_ours, false) desc, has_schema_privilege(path.oid, 'create') desc, place limit 1
  )
  select current_setting('server_version_num')::text as version,
    current_setting('server_encoding')::text as encoding,
    current_setting('search_path')::text as path,
    (select are_ours from home)::text as "areOurs",
    (select tables::text from home) as "tablesSchema",
    (select may_use from home)::text as "mayUseTables",
    (select json_agg(name order by is_home desc, place)::text from (
      select name::text, place, oid = (select oid from home) as is_home from path
      union all
      select n.nspname::text, 1000, false from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = extnamespace
      where extname = 'pg_trgm' and n.oid not in (select oid from path) and has_schema_privilege(n.oid, 'usage')
    ) as each where exists (select from home)) as schemas`

/** Row of `ASK_FACTS`. */
export interface FactsRow {
  readonly version: string
  readonly encoding: string
  readonly path: string
  readonly areOurs: string | null
  readonly tablesSchema: string | null
  readonly mayUseTables: string | null
  readonly schemas: string | null
}

/**
 * Checks the facts of a server.
 *
 * @throws {ConfigurationError} that names the setting that rules out a warehouse
 */
export function factsOf(row: FactsRow, location: string): ServerFacts {
  if (row.encoding !== 'UTF8') {
    throw new ConfigurationError(
      `the database in ${location} has the encoding ${row.encoding}, which can't hold every title: expected UTF8; ` +
        `create another one with "createdb --encoding=UTF8 --template=template0 NAME" and name it in DATABASE_URL`,
    )
  }
  if (row.schemas === null) {
    throw new ConfigurationError(
      `no schema of search_path (${row.path}) in ${location} exists for this role, nor does public: ` +
        `type "CREATE SCHEMA papers; ALTER ROLE name SET search_path = papers" in psql`,
    )
  }
  const [schema = '', ...others] = JSON.parse(row.schemas) as string[]
  if (row.areOurs === 'false') {
    throw new ConfigurationError(otherSchema(schema, location, 'a table or view "migrations"'))
  }
  if (row.mayUseTables === 'false') {
    throw new ConfigurationError(
      `the role in ${location} may read the views at most, not the tables, which lie in the schema ${row.tablesSchema}: ` +
        'ask it with psql, or let the owner of the warehouse type "npx paperboy db grant NAME" with its name',
    )
  }
  return { version: Number(row.version), schema, tablesSchema: row.tablesSchema ?? '', others }
}

/** Quotes a text for either setting of `standard_conforming_strings`. */
function literal(text: string): string {
  return `E'${text.replaceAll(/['\\]/g, '$&$&')}'`
}

/** Explains what to do when a schema has conflicting objects of another program. */
export function otherSchema(schema: string, location: string, what: string): string {
  return (
    `the schema ${schema} in ${location} has ${what} of another program: put another schema first on search_path, ` +
    'such as with "CREATE SCHEMA papers; ALTER ROLE name SET search_path = papers" in psql'
  )
}

/** A name as SQL takes it, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
