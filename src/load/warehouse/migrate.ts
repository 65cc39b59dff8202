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

/** One key for all migrators of a database; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_455

/** The migration that moves the tables to a schema of their own; those behind it make theirs there. */
const MOVES_TABLES = '0002_names'

/** Makes the table of what was applied. */
export const CREATE_MIGRATIONS = `create table if not exists migrations (
  position int primary key, tag text not null, hash text not null, applied_at timestamptz not null default now())`

/** What `migrate` did. */
export interface MigrationResult {
  /** The migrations that it applied, in order, then views and functions made, replaced or dropped: `views/paper_days`. */
  readonly applied: readonly string[]
  /** How many migrations the database has now. */
  readonly total: number
}

/**
 * Brings the warehouse to this version's tables, views and functions, in one transaction. Migrators wait for each other;
 * every migration that was applied before is compared by hash, and a database that is ahead of this program is refused.
 *
 * @param count how many migrations to bring it to, for rows of an older version; default all. Views wait for all.
 * @throws {WarehouseUnavailable} on a mismatch, or when something is not there that they made, before anything is written
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
      // The baseline stands for the migrations that it replaced.
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

/** Takes turns with all others that make or change tables of the database, until the transaction ends. */
export async function lockMigrations(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
}

/** What a migration says of the schemas `public` and `paperboy`, for those of this warehouse. */
function inSchemas(statement: string, { tablesSchema }: Schemas): string {
  return statement
    .replaceAll('"public".', '')
    .replaceAll("'public'::regnamespace", 'quote_ident(current_schema())::regnamespace')
    .replaceAll('"paperboy"', quoted(tablesSchema))
}
