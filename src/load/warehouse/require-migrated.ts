import { WarehouseUnavailable } from '../../base/errors.ts'
import { knownMigrations, type Migration, verifyMigrations } from './known-migrations.ts'
import type { Warehouse } from './warehouse.ts'

/** SQL text: the warehouse's own table of migrations, not that of a schema that stands further behind; null for none. */
export const OWN_MIGRATIONS = `to_regclass(quote_ident(current_schema()) || '.migrations')`

/**
 * The migrations that the warehouse has not had yet, in order. Writes nothing.
 *
 * @throws {WarehouseUnavailable} when it is of a newer version, a migration was edited, or what they made is not there
 */
export async function missingMigrations(warehouse: Warehouse): Promise<readonly string[]> {
  const { known, done } = await compared(warehouse)
  const { requireObjects } = await import('./missing-objects.ts')
  await requireObjects(warehouse, known.slice(0, done.length), warehouse.location)
  return known.slice(done.length).map(({ tag }) => tag)
}

/**
 * Checks that the warehouse has the tables of this version, and writes nothing.
 *
 * @throws {WarehouseUnavailable} when it has none, older or newer ones
 */
export async function requireMigrated(warehouse: Warehouse): Promise<void> {
  const { known, done } = await compared(warehouse)
  if (done.length < known.length) {
    throw new WarehouseUnavailable(
      `the warehouse at ${warehouse.location} ${done.length === 0 ? 'is empty' : 'has older tables'}: ` +
        'run "npx paperboy db migrate", or "npx paperboy nightly" to fill it',
      { retryable: false },
    )
  }
}

/**
 * Gives a check for one who has the warehouse open for long: it throws once the warehouse has had a migration that this
 * version does not know. Which ones it knows is looked up now: its files may be replaced while it runs.
 *
 * @returns a function that throws {WarehouseUnavailable}
 */
export function watchMigrations(warehouse: Warehouse): () => Promise<void> {
  const known = knownMigrations()
  return async () => verifyMigrations(known, await appliedMigrations(warehouse), warehouse.location)
}

async function compared(warehouse: Warehouse) {
  const [table] = await plain(warehouse, `select 1 as found where ${OWN_MIGRATIONS} is not null`)
  const done = table ? await appliedMigrations(warehouse) : []
  const known = knownMigrations()
  verifyMigrations(known, done, warehouse.location)
  return { known, done }
}

async function appliedMigrations(warehouse: Warehouse) {
  const rows = await plain(warehouse, 'select tag, hash from migrations order by position')
  return rows as Pick<Migration, 'tag' | 'hash'>[]
}

/** Rows of a statement as it stands here: drizzle, which takes long to load, is left out where the warehouse can. */
async function plain({ foreign, rows }: Warehouse, text: string): Promise<Record<string, unknown>[]> {
  if (foreign) return foreign(text)
  const { sql } = await import('../../base/sql.ts')
  return rows(sql.raw(text))
}
