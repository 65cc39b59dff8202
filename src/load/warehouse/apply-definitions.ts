import { WarehouseUnavailable } from '../../base/errors.ts'
import { type SQL, sql } from '../../base/sql.ts'
import { VERSION } from '../../base/version.ts'
import type { Executor } from './executor.ts'
import type { Definition, DefinitionName } from './known-definitions.ts'
import { inSavepoint } from './transaction-scope.ts'
import { textArray } from './warehouse.ts'

/** SQLSTATEs of a `CREATE OR REPLACE` that would change a function's result or a view's columns. */
const OTHER_SHAPE = new Set(['42P13', '42P16'])
const STILL_USED = new Set(['2BP01'])

/** Grantee of a row of aclexplode, as in GRANT. */
const GRANTEE = sql`case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end`

/** Statements that create the table of applied definitions. */
export const DEFINITIONS_TABLE: readonly string[] = [
  `create table definitions (
    kind text not null, name text not null, hash text not null, version text not null,
    applied_at timestamptz not null default now(), primary key (kind, name))`,
  ...[
    ['table definitions', 'One row per applied view or function; made by db migrate.'],
    ['column definitions.kind', 'view or function'],
    ['column definitions.name', 'name, also of the file'],
    ['column definitions.hash', 'hash of the file'],
    ['column definitions.version', 'version of Paperboy that applied it'],
    ['column definitions.applied_at', 'when it was applied'],
  ].map(([of, comment]) => `comment on ${of} is '${comment}'`),
]

/** Creates the table of applied definitions, which no migration does: the first functions are older than all of them. */
export async function createDefinitionsTable(tx: Executor): Promise<void> {
  for (const statement of DEFINITIONS_TABLE) await tx.rows(sql.raw(statement))
  // A role that reads the warehouse reads both.
  const grants = await tx.rows<{ statement: string }>(sql`
    select format('grant select on definitions to %s', ${GRANTEE}) as statement
    from pg_class, aclexplode(relacl)
    where pg_class.oid = to_regclass('migrations') and privilege_type = 'SELECT' and grantee <> relowner`)
  for (const { statement } of grants) await tx.rows(sql.raw(statement))
}

/**
 * Brings the functions and views of a warehouse in line with their files, in one transaction. Each is replaced where Postgres
 * allows it, otherwise recreated with the views that read it, whose grants are kept.
 */
export class DefinitionsInWarehouse {
  readonly #tx: Executor
  /** The namespace of all views and functions. */
  readonly #home: SQL
  /** Names of Paperboy's own views: no other is dropped. */
  readonly #ownViews: readonly string[]
  readonly #grants: string[] = []

  /** @param tx makes what has no schema in the one given, as `createIn` lets it */
  constructor(tx: Executor, schema: string, all: readonly DefinitionName[]) {
    this.#tx = tx
    this.#home = sql`quote_ident(${schema}::text)::regnamespace`
    this.#ownViews = all.filter(({ kind }) => kind === 'view').map(({ name }) => name)
  }

  /** Drops a definition that this version no longer has. */
  async remove({ kind, name }: DefinitionName): Promise<void> {
    await this.#drop(kind, await this.#signatures(kind, name))
    await this.#tx.rows(sql`delete from definitions where kind = ${kind} and name = ${name}`)
  }

  /** Creates or replaces functions, before the tables that they name: their bodies are not checked. */
  async applyFunctions(functions: readonly Definition[]): Promise<void> {
    if (functions.length > 0) await this.#tx.rows(sql`set local check_function_bodies = off`)
    for (const definition of functions) {
      const before = await this.#signatures('function', definition.name)
      await this.#createOrReplace(definition)
      const after = await this.#signatures('function', definition.name)
      // With other parameters it would coexist with the old one.
      if (after.length > before.length) await this.#drop('function', before)
      await this.#finish(definition)
    }
  }

  /** Creates or replaces views, in order: changed and missing ones. */
  async applyViews(views: readonly Definition[], changed: ReadonlySet<Definition>): Promise<void> {
    for (const view of views) {
      if (!changed.has(view) && (await this.#signatures('view', view.name)).length > 0) continue
      await this.#createOrReplace(view)
      await this.#finish(view)
    }
    for (const grant of this.#grants) await this.#tx.rows(sql.raw(grant))
  }

  async #createOrReplace({ kind, name, statements: [create = ''] }: Definition): Promise<void> {
    try {
      await inSavepoint(this.#tx, async (step) => step.rows(sql.raw(create)))
    } catch (error) {
      if (!causeWith(error, OTHER_SHAPE)) throw error
      await this.#drop(kind, await this.#signatures(kind, name))
      await this.#tx.rows(sql.raw(create))
    }
  }

  async #finish({ kind, name, hash, statements }: Definition): Promise<void> {
    for (const comment of statements.slice(1)) await this.#tx.rows(sql.raw(comment))
    await this.#tx.rows(sql`
      insert into definitions (kind, name, hash, version) values (${kind}, ${name}, ${hash}, ${VERSION})
      on conflict (kind, name) do update
      set hash = excluded.hash, version = excluded.version, applied_at = excluded.applied_at`)
  }

  /** Finds the objects of a name, as for DROP; a function may have several signatures. */
  async #signatures(kind: DefinitionName['kind'], name: string): Promise<readonly string[]> {
    const found = await this.#tx.rows<{ signature: string }>(
      kind === 'view'
        ? sql`select oid::regclass::text as signature from pg_class
            where relname = ${name} and relkind = 'v' and relnamespace = ${this.#home}`
        : sql`select oid::regprocedure::text as signature from pg_proc
            where proname = ${name} and pronamespace = ${this.#home}`,
    )
    return found.map(({ signature }) => signature)
  }

  async #drop(kind: DefinitionName['kind'], signatures: readonly string[]): Promise<void> {
    for (const signature of signatures) {
      const object =
        kind === 'view'
          ? sql`'pg_class'::regclass::oid, ${signature}::regclass::oid`
          : sql`'pg_proc'::regclass::oid, ${signature}::regprocedure::oid`
      const views = await this.#viewsOver(object)
      for (const { view, grants } of views) {
        this.#grants.push(...grants)
        await this.#dropOne(`view ${view}`)
      }
      if (kind === 'function') await this.#dropOne(`function ${signature}`)
    }
  }

  /** Finds own views that depend on a view or function, itself included: those without dependents first. */
  async #viewsOver(object: SQL): Promise<readonly { view: string; grants: readonly string[] }[]> {
    const rows = await this.#tx.rows<{ view: string; grants: string }>(sql`
      with recursive used (classid, objid, depth) as (
        select ${object}, 0
        union
        select 'pg_class'::regclass::oid, r.ev_class, depth + 1
        from used join pg_depend d on d.refclassid = used.classid and d.refobjid = used.objid
        join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.ev_class <> d.refobjid
      )
      select v.oid::regclass::text as view, (
        select coalesce(json_agg(format('grant %s on %s to %s', privilege_type, v.oid::regclass,
          ${GRANTEE})), '[]')
        from aclexplode(v.relacl) where grantee <> v.relowner
      )::text as grants
      from (select objid, max(depth) as depth from used where classid = 'pg_class'::regclass group by 1) as each
      join pg_class v on v.oid = objid
      where v.relname = any(${textArray(this.#ownViews)}) and v.relnamespace = ${this.#home}
      order by depth desc`)
    return rows.map(({ view, grants }) => ({ view, grants: JSON.parse(grants) as string[] }))
  }

  async #dropOne(what: string): Promise<void> {
    try {
      await this.#tx.rows(sql.raw(`drop ${what}`))
    } catch (error) {
      const cause = causeWith(error, STILL_USED)
      if (!cause) throw error
      throw new WarehouseUnavailable(
        `the ${what} must be recreated, but a foreign object uses it (${cause.detail ?? cause.message}): ` +
          'drop that, run "npx paperboy db migrate", and create it again',
        { retryable: false, cause: error },
      )
    }
  }
}

/** Finds Postgres's error if it has one of these codes; in PGlite drizzle wraps it. */
function causeWith(error: unknown, codes: ReadonlySet<string>): (Error & { detail?: string }) | null {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && codes.has(String(at.code))) return at
  return null
}
