import { ConfigurationError, WarehouseTrouble } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import { findPooler, type PoolMode } from './find-pooler.ts'
import type { Warehouse } from './warehouse.ts'

/** Two addresses of one database. */
export interface Ways {
  readonly databaseUrl: string | null
  /** Past a pooler, or as the owner; null when there is only one address. */
  readonly directDatabaseUrl: string | null
}

/** Errors from a pooler that cuts off long statements, or logs in with another role. */
const OF_POOLERS: ReadonlySet<string> = new Set(['connection-lost', 'statement-timeout', 'not-permitted'])

/**
 * Runs rare work that may take long or need more rights, such as migrations: on the direct connection if one is
 * set, otherwise on the open warehouse.
 *
 * @throws {ConfigurationError} when the direct connection leads to another database, or another schema of it
 */
export async function withDirect<T>(
  { databaseUrl, directDatabaseUrl }: Ways,
  warehouse: Warehouse,
  work: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  if (warehouse.kind !== 'server' || databaseUrl === null) return work(warehouse)
  if (directDatabaseUrl === null || directDatabaseUrl === databaseUrl) {
    try {
      return await work(warehouse)
    } catch (error) {
      throw await withHint(error, databaseUrl)
    }
  }
  const direct = await openDirect(directDatabaseUrl)
  try {
    await requireSame(direct, warehouse)
    return await work(direct)
  } finally {
    await direct.close()
  }
}

/** Checks that both connections lead to the same tables. */
export async function requireSame(direct: Warehouse, warehouse: Warehouse): Promise<void> {
  const [one, other] = await Promise.all([readIdentity(direct), readIdentity(warehouse)])
  if (one !== other) {
    throw new ConfigurationError(
      `DIRECT_DATABASE_URL names another database (${direct.location}) than DATABASE_URL (${warehouse.location}): ` +
        'expected the same one without its pooler; correct it, or unset it',
    )
  }
  if (direct.schema !== warehouse.schema) {
    throw new ConfigurationError(
      `the views are in the schema ${warehouse.schema} by DATABASE_URL, and in ${direct.schema} by DIRECT_DATABASE_URL: ` +
        'let both roles have the same search_path, such as with "ALTER ROLE name SET search_path = papers" in psql',
    )
  }
}

/** Opens the direct connection; its errors name its own variable. */
export async function openDirect(url: string): Promise<Warehouse> {
  const { openServer } = await import('./open-server.ts')
  try {
    return await openServer(url)
  } catch (error) {
    if (error instanceof Error)
      error.message = error.message.replaceAll(/\b(?<!DIRECT_)DATABASE_URL\b/g, 'DIRECT_DATABASE_URL')
    throw error
  }
}

/** Identity of a server and its database, in a query that any role may run. */
async function readIdentity(warehouse: Warehouse): Promise<string> {
  const [row] = await warehouse.rows<{ identity: string }>(sql`
    select concat_ws(' ', pg_postmaster_start_time(), oid, datname) as identity from pg_database
    where datname = current_database()`)
  return row?.identity ?? ''
}

async function withHint(trouble: unknown, databaseUrl: string): Promise<unknown> {
  if (!(trouble instanceof WarehouseTrouble) || !OF_POOLERS.has(trouble.code)) return trouble
  let mode: PoolMode | null = null
  try {
    mode = await findPooler(databaseUrl)
  } catch {
    // The trouble itself is told.
  }
  if (mode === null) return trouble
  return new WarehouseTrouble(
    trouble.code,
    `${trouble.message}; a pooler in ${mode} mode is in front of the server: if it cuts off long statements, or its role may ` +
      'do less, name the server itself in DIRECT_DATABASE_URL',
    { cause: trouble.cause, retryable: trouble.retryable },
  )
}
