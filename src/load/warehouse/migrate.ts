import { sql } from '../../base/sql.ts'
import { knownMigrations, verifyMigrations } from './known-migrations.ts'
import { requireObjects } from './missing-objects.ts'
import { refuseForeign } from './refuse-foreign.ts'
import type { Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

/** One key for all migrators of a database; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_455

/** What `migrate` did: the migrations that it applied, in order, and how many the database has now. */
export interface MigrationResult {
  readonly applied: readonly string[]
  readonly total: number
}

/**
 * Brings the warehouse to this version's tables, in one transaction. Migrators wait for each other; every migration
 * that was applied before is compared by hash, and a database that is ahead of this program is refused.
 *
 * @param count how many migrations to bring it to, for rows of an older version; default all
 * @throws {WarehouseUnavailable} on a mismatch, or when something is not there that they made, before anything is written
 */
export async function migrate(warehouse: Warehouse, count?: number): Promise<MigrationResult> {
  const known = knownMigrations().slice(0, count)
  return warehouse.transaction(async (tx) => {
    await lockMigrations(tx)
    await tx.rows(sql`create table if not exists migrations (
      position int primary key, tag text not null, hash text not null, applied_at timestamptz not null default now())`)
    const done = await tx.rows<{ tag: string; hash: string }>(
      sql`select tag, hash from migrations order by position`,
    )
    verifyMigrations(known, done, warehouse.location)
    await requireObjects(tx, known.slice(0, done.length), warehouse.location)
    const missing = known.slice(done.length)
    await refuseForeign(tx, warehouse.location, { known, doneCount: done.length })
    for (const [index, migration] of missing.entries()) {
      for (const statement of migration.statements) await tx.rows(sql.raw(inAnySchema(statement)))
      await tx.rows(
        sql`insert into migrations (position, tag, hash) values (${done.length + index}, ${migration.tag}, ${migration.hash})`,
      )
    }
    return { applied: missing.map(({ tag }) => tag), total: known.length }
  })
}

/** Takes turns with all others that make or change tables of the database, until the transaction ends. */
export async function lockMigrations(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
}

/** What drizzle says of the schema `public`, for the one in which the tables are made: the first of the search path. */
function inAnySchema(statement: string): string {
  return statement
    .replaceAll('"public".', '')
    .replaceAll("'public'::regnamespace", 'quote_ident(current_schema())::regnamespace')
}
