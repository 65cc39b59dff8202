import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm/sql/sql'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { WarehouseUnavailable } from '../../errors.ts'
import type { Executor, Warehouse } from './warehouse.ts'

const FOLDER = join(import.meta.dirname, '../../../drizzle')

/** One key for all migrators of a database; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_455

interface Migration {
  readonly tag: string
  readonly hash: string
  readonly statements: readonly string[]
}

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
 * @throws {WarehouseUnavailable} on a mismatch, before anything is written
 */
export async function migrate(warehouse: Warehouse, count?: number): Promise<MigrationResult> {
  const known = knownMigrations().slice(0, count)
  return warehouse.transaction(async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
    await tx.rows(sql`create table if not exists migrations (
      position int primary key, tag text not null, hash text not null, applied_at timestamptz not null default now())`)
    const done = await appliedMigrations(tx)
    verify(known, done, warehouse.location)
    const missing = known.slice(done.length)
    for (const [index, migration] of missing.entries()) {
      for (const statement of migration.statements) await tx.rows(sql.raw(statement))
      await tx.rows(
        sql`insert into migrations (position, tag, hash) values (${done.length + index}, ${migration.tag}, ${migration.hash})`,
      )
    }
    return { applied: missing.map(({ tag }) => tag), total: known.length }
  })
}

/**
 * The migrations that the warehouse has not had yet, in order. Writes nothing.
 *
 * @throws {WarehouseUnavailable} when it is of a newer version, or a migration was edited
 */
export async function missingMigrations(warehouse: Warehouse): Promise<readonly string[]> {
  const { known, done } = await compared(warehouse)
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

async function compared(warehouse: Warehouse) {
  const [table] = await warehouse.rows(sql`select 1 as found where to_regclass('migrations') is not null`)
  const done = table ? await appliedMigrations(warehouse) : []
  const known = knownMigrations()
  verify(known, done, warehouse.location)
  return { known, done }
}

function knownMigrations(): readonly Migration[] {
  const journal = JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: readonly { tag: string }[]
  }
  return readMigrationFiles({ migrationsFolder: FOLDER }).map((file, index) => ({
    tag: journal.entries[index]?.tag ?? String(index),
    hash: file.hash,
    statements: file.sql,
  }))
}

async function appliedMigrations(executor: Executor): Promise<{ tag: string; hash: string }[]> {
  return executor.rows<{ tag: string; hash: string }>(sql`select tag, hash from migrations order by position`)
}

function verify(
  known: readonly Migration[],
  done: readonly { tag: string; hash: string }[],
  location: string,
): void {
  for (const [index, applied] of done.entries()) {
    const migration = known[index]
    if (!migration) {
      throw new WarehouseUnavailable(
        `the warehouse at ${location} has migration ${applied.tag}, which this version of paperboy does not know: ` +
          'use the newer version',
        { retryable: false },
      )
    }
    if (migration.hash !== applied.hash) {
      throw new WarehouseUnavailable(
        `migration ${applied.tag} of the warehouse at ${location} differs from drizzle/${migration.tag}.sql: ` +
          'an applied migration must never be edited; restore the file',
        { retryable: false },
      )
    }
  }
}
