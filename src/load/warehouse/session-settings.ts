import { ConfigurationError } from '../../base/errors.ts'
import type { Schemas } from './warehouse.ts'

/*
 * The one place that says what a session is like. A database, a role or a pooler may bring settings of its own, and
 * with most of them the same statement gives other text, or none. Start-up packets hold only what every pooler takes
 * there; all else is set in each transaction, since a pooler may give each to another session.
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

/** What the start-up packet holds; of a warehouse's own settings only what belongs there. */
export function startUpOf(own: SessionSettings): SessionSettings {
  return Object.fromEntries(Object.entries(START_UP).map(([name, value]) => [name, own[name] ?? value]))
}

/** How values are written and read, and what else changes the rows that a statement gives. */
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

/** How long things may take. Loads wait for each other, and a migration takes what it takes. */
const LIMITS: SessionSettings = {
  statement_timeout: '0',
  lock_timeout: '0',
  // A client that is cut off would hold up the loads of all others until TCP gives it up, which takes hours. As long as a
  // run may be silent.
  idle_in_transaction_session_timeout: '90000',
  // A plan that is kept is made for the tables as they were: a backfill into an empty warehouse outgrows it.
  plan_cache_mode: 'force_custom_plan',
}

/** Servers before this one do not know `transaction_timeout`. */
const KNOWS_TRANSACTION_TIMEOUT = 170_000

/** What a server says of itself when it is opened. */
export interface ServerFacts extends Schemas {
  /** Such as 150019. */
  readonly version: number
  /** Further schemas in which names are looked for after both. */
  readonly others: readonly string[]
}

/**
 * What begins a transaction, as one message.
 *
 * @param own settings of this warehouse beside the usual ones; they win
 * @param inAddress settings that stand in the address of the server: a limit that stands there is meant
 * @param facts null before the server was asked
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
    // Loads that wait for each other must see what the one before has written.
    `begin isolation level read committed${access}`,
    // As the start-up packet would take them: any name, and a list as one text.
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
 * Asks a server what it is, in a form that no setting changes. Where the views are: where a warehouse is already, else
 * the first schema of the search path in which this role may make tables. Its tables lie in `paperboy` where that is
 * `public`, else in one of its name with `_tables` behind it; before 0002_names they lay beside the views. A schema of
 * tables is none for views, also where it comes first on the search path, as with a role `paperboy` and "$user".
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

/** The row that `ASK_FACTS` gives. */
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
 * Checks what a server said.
 *
 * @throws {ConfigurationError} that names the setting which keeps a warehouse from being there
 */
export function factsOf(row: FactsRow, location: string): ServerFacts {
  if (row.encoding !== 'UTF8') {
    throw new ConfigurationError(
      `the database in ${location} has the encoding ${row.encoding}, which can't hold every title: expected UTF8; ` +
        `make another one with "createdb --encoding=UTF8 --template=template0 NAME" and name it in DATABASE_URL`,
    )
  }
  if (row.schemas === null) {
    throw new ConfigurationError(
      `no schema of search_path (${row.path}) in ${location} is there for this role, and neither is public: ` +
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

/** In either setting of `standard_conforming_strings`. */
function literal(text: string): string {
  return `E'${text.replaceAll(/['\\]/g, '$&$&')}'`
}

/** What to do where a schema holds something of another program that stands in the way. */
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
