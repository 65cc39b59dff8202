import { sql } from '../../base/sql.ts'
import { createDefinitionsTable, DefinitionsInWarehouse } from './apply-definitions.ts'
import { fileOf, knownDefinitions } from './known-definitions.ts'
import { type AppliedMigration, knownMigrations } from './known-migrations.ts'
import { requireObjects } from './missing-objects.ts'
import { refuseForeign } from './refuse-foreign.ts'
import { compareWarehouse, ownMigrations } from './require-migrated.ts'
import { quoted } from './session-settings.ts'
import { createIn, makeTablesSchema } from './tables-schema.ts'
import type { Schemas, Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

/** Lock key of all migrators of a database; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_455

/** The migration that moves the tables to a schema of their own; later ones create theirs there. */
const MOVES_TABLES = '0002_names'

/** Statement that creates the table of applied migrations. */
export const CREATE_MIGRATIONS = `create table if not exists migrations (
  position int primary key, tag text not null, hash text not null, applied_at timestamptz not null default now())`

/** Result of `migrate`. */
export interface MigrationResult {
  /** Applied migrations, in order, then views and functions created, replaced or dropped: `views/paper_days`. */
  readonly applied: readonly string[]
  /** Number of migrations in the database now. */
  readonly total: number
}

/**
 * Migrates the warehouse to this version's tables, views and functions, in one transaction. Migrators wait for each other;
 * every applied migration is compared by hash, and a database that is ahead of this program is refused.
 *
 * @param count number of migrations to apply, for rows of an older version; default all. Views need all.
 * @throws {WarehouseUnavailable} on a mismatch, or when an object that they made is missing, before anything is written
 */
export async function migrate(warehouse: Warehouse, count?: number): Promise<MigrationResult> {
  const known = { migrations: knownMigrations().slice(0, count), definitions: knownDefinitions() }
  const isWhole = known.migrations.length === knownMigrations().length
  return warehouse.transaction(async (tx) => {
    await lockMigrations(tx)
    await createIn(tx, warehouse.schema)
    const [own] = await tx.rows(sql`select 1 where ${sql.raw(ownMigrations(warehouse))} is not null`)
    if (!own) {
      await tx.rows(sql.raw(CREATE_MIGRATIONS))
    }
    const state = await compareWarehouse(tx, known, warehouse.location)
    await requireObjects(tx, state, warehouse)
    await refuseForeign(tx, warehouse, state)
    if (!state.isRecorded) {
      // The baseline counts for the migrations that it replaced.
      if (state.done.length > 0) await replaceRows(tx, state.done)
      await createDefinitionsTable(tx)
    }
    const changed = state.changed.filter(({ kind }) => isWhole || kind === 'function')
    if (state.missing.length + changed.length + state.removed.length > 0) {
      const definitions = new DefinitionsInWarehouse(tx, warehouse.schema, [
        ...known.definitions,
        ...state.removed,
      ])
      for (const each of state.removed) await definitions.remove(each)
      await definitions.applyFunctions(changed.filter(({ kind }) => kind === 'function'))
      if (state.done.some(({ tag }) => tag === MOVES_TABLES)) await createIn(tx, warehouse.tablesSchema)
      for (const [index, migration] of state.missing.entries()) {
        if (migration.tag === MOVES_TABLES) await makeTablesSchema(tx, warehouse)
        for (const statement of migration.statements) await tx.rows(sql.raw(inSchemas(statement, warehouse)))
        if (migration.tag === MOVES_TABLES) await createIn(tx, warehouse.tablesSchema)
        await tx.rows(
          sql`insert into migrations (position, tag, hash)
            values (${state.done.length + index}, ${migration.tag}, ${migration.hash})`,
        )
      }
      if (isWhole) {
        await createIn(tx, warehouse.schema)
        const views = known.definitions.filter(({ kind }) => kind === 'view')
        await definitions.applyViews(views, new Set(changed))
      }
    }
    return {
      applied: [...state.missing.map(({ tag }) => tag), ...[...state.removed, ...changed].map(fileOf)],
      total: known.migrations.length,
    }
  })
}

async function replaceRows(tx: Executor, done: readonly AppliedMigration[]): Promise<void> {
  await tx.rows(sql`delete from migrations`)
  for (const [position, { tag, hash }] of done.entries())
    await tx.rows(sql`insert into migrations (position, tag, hash) values (${position}, ${tag}, ${hash})`)
}

/** Serializes with all others that create or change tables of the database, until the transaction ends. */
export async function lockMigrations(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
}

/** Rewrites the schemas `public` and `paperboy` of a migration to those of this warehouse. */
function inSchemas(statement: string, { tablesSchema }: Schemas): string {
  return statement
    .replaceAll('"public".', '')
    .replaceAll("'public'::regnamespace", 'quote_ident(current_schema())::regnamespace')
    .replaceAll('"paperboy"', quoted(tablesSchema))
}
