import { WarehouseUnavailable } from '../../base/errors.ts'
import type { Executor } from './executor.ts'
import {
  type AppliedDefinition,
  compareDefinitions,
  type Definition,
  type DefinitionName,
  fileOf,
  knownDefinitions,
} from './known-definitions.ts'
import {
  type AppliedMigration,
  knownMigrations,
  type Migration,
  verifyMigrations,
} from './known-migrations.ts'
import type { Schemas, Warehouse } from './warehouse.ts'

/** SQL text: the warehouse's own table of migrations, not that of a later schema; null for none. */
export function ownMigrations({ schema, tablesSchema }: Schemas): string {
  const among = [tablesSchema, schema].map((name) => `'${name.replaceAll("'", "''")}'`)
  return `(select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relname = 'migrations' and nspname in (${among.join(', ')}) order by nspname = ${among[0]} desc limit 1)`
}

/** Migrations and definitions of this version. */
export interface Known {
  readonly migrations: readonly Migration[]
  readonly definitions: readonly Definition[]
}

/** A warehouse, compared with this version. */
export interface WarehouseState {
  /** This version's applied migrations, and missing ones, in order. */
  readonly done: readonly Migration[]
  readonly missing: readonly Migration[]
  /** True if its views and functions are recorded: not in an empty one, nor in one from before the baseline. */
  readonly isRecorded: boolean
  readonly applied: readonly AppliedDefinition[]
  readonly changed: readonly Definition[]
  readonly removed: readonly DefinitionName[]
}

/**
 * Finds the missing migrations of the warehouse, in order, and the views and functions that differ from their files,
 * as `views/paper_days`. Writes nothing.
 *
 * @throws {WarehouseUnavailable} when it is of a newer version, a migration was edited, or an object that they made is missing
 */
export async function missingMigrations(warehouse: Warehouse): Promise<readonly string[]> {
  const state = await compareWithKnown(warehouse)
  const { requireObjects } = await import('./missing-objects.ts')
  await requireObjects(warehouse, state, warehouse)
  return [...state.missing.map(({ tag }) => tag), ...[...state.removed, ...state.changed].map(fileOf)]
}

/**
 * Checks that the warehouse has the tables, views and functions of this version, and writes nothing.
 *
 * @throws {WarehouseUnavailable} when it has none, older or newer ones
 */
export async function requireMigrated(warehouse: Warehouse): Promise<void> {
  const { done, missing, changed, removed } = await compareWithKnown(warehouse)
  if (missing.length + changed.length + removed.length > 0) {
    const what = done.length === 0 ? 'is empty' : `has older ${missing.length > 0 ? 'tables' : 'views'}`
    throw new WarehouseUnavailable(
      `the warehouse at ${warehouse.location} ${what}: ` +
        'run "npx paperboy db migrate", or "npx paperboy nightly" to fill it',
      { retryable: false },
    )
  }
}

/**
 * Makes a check for a long-lived warehouse: it throws once a newer version has migrated it to
 * its tables, views or functions. The known ones are read now: the files may be replaced while it runs.
 *
 * @returns a function that throws {WarehouseUnavailable}
 */
export function watchMigrations(warehouse: Warehouse): () => Promise<void> {
  const known = allKnown()
  return async () => void (await compareWarehouse(warehouse, known, warehouse.location))
}

/** Compares a warehouse that has a table of migrations with a version. */
export async function compareWarehouse(
  executor: Executor,
  known: Known,
  location: string,
): Promise<WarehouseState> {
  const rows = (await plain(
    executor,
    'select tag, hash from migrations order by position',
  )) as unknown as AppliedMigration[]
  return readState(executor, known, rows, location)
}

/** Compares a warehouse, which may be empty, with this version. */
export async function compareWithKnown(warehouse: Warehouse): Promise<WarehouseState> {
  const [table] = await plain(warehouse, `select 1 as found where ${ownMigrations(warehouse)} is not null`)
  return table
    ? compareWarehouse(warehouse, allKnown(), warehouse.location)
    : readState(warehouse, allKnown(), [], warehouse.location)
}

async function readState(
  executor: Executor,
  { migrations, definitions }: Known,
  rows: readonly AppliedMigration[],
  location: string,
): Promise<WarehouseState> {
  const count = verifyMigrations(migrations, rows, location)
  const isRecorded = rows.length > 0 && rows[0]?.tag === migrations[0]?.tag
  const applied = isRecorded
    ? ((await plain(
        executor,
        'select kind, name, hash, version from definitions',
      )) as unknown as AppliedDefinition[])
    : []
  return {
    done: migrations.slice(0, count),
    missing: migrations.slice(count),
    isRecorded,
    applied,
    ...compareDefinitions(definitions, applied, location),
  }
}

function allKnown(): Known {
  return { migrations: knownMigrations(), definitions: knownDefinitions() }
}

/** Runs a plain statement: without drizzle, which takes long to load, if the warehouse can. */
async function plain({ foreign, rows }: Executor, text: string): Promise<Record<string, unknown>[]> {
  if (foreign) return foreign(text)
  const { sql } = await import('../../base/sql.ts')
  return rows(sql.raw(text))
}
