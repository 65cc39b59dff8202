import { ConfigurationError, describeError, WarehouseTrouble } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import { askAsReader } from './ask-as-reader.ts'
import { lendReader, readsPrivate, whyNotLent } from './grant-reader.ts'
import { requireMigrated } from './require-migrated.ts'
import { openWarehouse, type WarehouseOptions } from './open-warehouse.ts'
import type { Warehouse } from './warehouse.ts'

/** Role that reads pages, and runs statements of others. */
const ROLE = 'paperboy_pages'

/** Time limit of a page's statement. */
const STATEMENT_TIMEOUT_MS = 10_000

/**
 * Opens the warehouse for readers: in read-only transactions with a statement timeout, as a role that reads
 * everything except subscribers. A user who can't read them anyway needs no such role. `readOnly` runs statements of others:
 * they can't get out of that role.
 *
 * @param onOwnRights called with the reason why there is no such role, and a command to type; when it does not throw, the warehouse is read
 *   by this user with its own rights, and statements of others must not run
 * @param statementTimeoutMs 0 for none, when nobody waits for a page; default ten seconds
 * @throws {WarehouseUnavailable} when its tables are not of this version
 * @throws {ConfigurationError} when the server's sessions differ from the requested ones
 */
export async function openReader(
  options: WarehouseOptions,
  onOwnRights: (why: ConfigurationError) => void,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
): Promise<Warehouse> {
  const owner = await openWarehouse(options)
  let reader = owner
  try {
    await requireMigrated(owner)
    const needsRole = await readsPrivate(owner, sql`session_user`)
    const problem = needsRole ? await lend(owner) : null
    if (problem !== null) onOwnRights(problem)
    const role = needsRole && problem === null ? ROLE : null
    if (owner.shared) {
      // The server of an embedded warehouse stops with its last user: the new one must come before the old one goes.
      reader = await openWarehouse({ ...options, session: sessionOf(role, statementTimeoutMs) })
      await prove(reader, role, statementTimeoutMs)
      await owner.close()
    }
    if (role === null) return reader
    const readOnly = async (statement: string) => askAsReader(reader, statement)
    return {
      ...reader,
      readOnly,
      stream: async function* (statement) {
        yield await readOnly(statement)
      },
    }
  } catch (error) {
    if (reader !== owner) await reader.close()
    await owner.close()
    throw error
  }
}

/** Lends the role to this session; returns the reason when it can't. */
async function lend(owner: Warehouse): Promise<ConfigurationError | null> {
  let refusal: unknown = null
  try {
    await lendReader(owner, ROLE)
  } catch (error) {
    if (!isRefusal(error)) throw error
    refusal = error
  }
  // A role made by an administrator, or on the primary of a standby, will do as well.
  const why = await whyNotLent(owner, ROLE)
  if (why === null) return null
  const isStandby = refusal instanceof WarehouseTrouble && refusal.code === 'read-only'
  const reason = isStandby ? `the role ${ROLE} must be made on the primary: run this command there once` : why
  return new ConfigurationError(
    `statements of others can't be kept from reading the subscribers: ${reason}, or name a role of "npx paperboy db grant" in DATABASE_URL` +
      (refusal instanceof WarehouseTrouble ? ` (${describeError(refusal.cause)})` : ''),
    { cause: refusal },
  )
}

function sessionOf(role: string | null, statementTimeoutMs: number): Readonly<Record<string, string>> {
  return {
    transaction_read_only: 'on',
    statement_timeout: String(statementTimeoutMs),
    // The planner is fast enough here, and compiling is not.
    jit: 'off',
    // Many statements run concurrently: each uses one processor, since parallel workers repeat some work.
    max_parallel_workers_per_gather: '0',
    ...(role !== null && { role }),
  }
}

/** Checks that sessions are as requested, whatever is between here and the server. */
async function prove(reader: Warehouse, role: string | null, statementTimeoutMs: number): Promise<void> {
  const [is] = await reader.rows(sql`
    select current_user::text as role, current_setting('transaction_read_only') as read_only,
      (extract(epoch from current_setting('statement_timeout')::interval) * 1000)::int as timeout`)
  if (
    is?.['read_only'] === 'on' &&
    is['timeout'] === statementTimeoutMs &&
    (role === null || is['role'] === role)
  )
    return
  throw new ConfigurationError(
    `${reader.location} gives unprotected sessions (${JSON.stringify(is)}): name the server itself in ` +
      'DATABASE_URL, not a proxy before it',
  )
}

/** True for errors when no role can be created or lent: a user without that right, or a standby. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ConfigurationError ||
    (error instanceof WarehouseTrouble && (error.code === 'not-permitted' || error.code === 'read-only'))
  )
}
