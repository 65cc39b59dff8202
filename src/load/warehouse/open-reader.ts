import { describeError } from '../../errors.ts'
import { grantReader } from './grant-reader.ts'
import { requireMigrated } from './require-migrated.ts'
import { openWarehouse, type WarehouseOptions } from './open-warehouse.ts'
import type { Warehouse } from './warehouse.ts'

/** The role that pages are read by. */
const ROLE = 'paperboy_pages'

/** A page that takes longer is not worth its cost. */
const STATEMENT_TIMEOUT_MS = 10_000

/**
 * Opens the warehouse for those who only read: as a role that may read and nothing else, where this user may make one,
 * and in any case in sessions that refuse to write, with a statement timeout.
 *
 * @param onNote told when there is no such role
 * @param statementTimeoutMs 0 for none, where nobody waits for a page; default ten seconds
 * @throws {WarehouseUnavailable} when its tables are not of this version
 */
export async function openReader(
  options: WarehouseOptions,
  onNote: (sentence: string) => void,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
): Promise<Warehouse> {
  const reading = {
    transaction_read_only: 'on',
    statement_timeout: String(statementTimeoutMs),
    // The planner is fast enough here, and compiling is not.
    jit: 'off',
    // Many statements run beside each other: each takes one processor, since several for one do some of its work twice.
    max_parallel_workers_per_gather: '0',
  }
  const owner = await openWarehouse(options)
  try {
    await requireMigrated(owner)
    if (!owner.shared) return owner
    await grantReader(owner, ROLE)
  } catch (error) {
    if (!owner.shared || !isRefusal(error)) {
      await owner.close()
      throw error
    }
    onNote(
      `pages are read by this user itself, in read-only sessions: no role could be made (${describeError(error)})`,
    )
    const warehouse = await openWarehouse({ ...options, session: reading })
    await owner.close()
    return warehouse
  }
  // The server of an embedded warehouse ends with its last user: the new one comes before the old one goes.
  const warehouse = await openWarehouse({ ...options, session: { ...reading, role: ROLE } })
  await owner.close()
  return warehouse
}

/** What Postgres and the warehouse say where no role may be made: a user without that right, or a standby. */
const REFUSALS: ReadonlySet<unknown> = new Set(['42501', 'not-permitted', '25006', 'read-only'])

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && REFUSALS.has(error.code)
}
