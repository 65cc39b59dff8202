import { sql } from '../../base/sql.ts'
import { ConfigurationError } from '../../base/errors.ts'
import type { Depot } from '../warehouse/depots.ts'
import { textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { allEnded } from './all-ended.ts'

/** One key for all that writes or removes bodies in depots; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_460

/** A body is written, and its row committed, well within this after it was noted. */
const WRITTEN_WITHIN = sql`interval '1 hour'`

const REMOVED_AT_ONCE = 50

/** Keeps rows of bodies from going until the transaction ends; any number of writers may hold it. */
export async function lockToWrite(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock_shared(${ADVISORY_LOCK}::bigint)`)
}

/** Waits for all that write bodies, and keeps others from it until the transaction ends: for taking bodies out. */
export async function lockToRemove(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
}

/** Depots that this process has seen to be those of a warehouse. */
const claimed = new WeakMap<Depot, string>()

/**
 * Makes a depot that of a warehouse. Two that write to one would remove each other's bodies.
 *
 * @throws {ConfigurationError} when it is another one's
 */
async function claimDepot(depot: Depot, owner: string): Promise<void> {
  if (claimed.get(depot) === owner) return
  const { warehouse, mark } = await depot.claim(owner)
  if (warehouse !== owner)
    throw new ConfigurationError(
      `the bodies in ${depot.address} are those of another warehouse, and two would remove each other's: set ` +
        "PAPERBOY_CAPTURES to a folder or prefix of this one's own. If that warehouse is gone for good, or was this one " +
        `before an older dump came back, remove ${mark} and run the same command again`,
    )
  claimed.set(depot, owner)
}

/**
 * The number of a depot that is written to; it is entered if need be.
 *
 * @throws {ConfigurationError} when it is that of another warehouse
 */
export async function depotId(executor: Executor, to: Depot): Promise<number> {
  const { address } = to
  const known = async () =>
    executor.rows<{ id: number; owner: string }>(
      sql`select id, owner::text as owner from depots where address = ${address}`,
    )
  let [depot] = await known()
  // Asked for first: each insert that does nothing would use up a number.
  if (!depot) {
    await executor.rows(sql`insert into depots (address) values (${address}) on conflict do nothing`)
    depot = (await known())[0]
  }
  if (!depot) throw new Error(`the depot ${address} was not entered`)
  await claimDepot(to, depot.owner)
  return depot.id
}

/** Notes bodies before they are written to a depot, so that those of a killed writer are found. */
export async function noteBodies(
  executor: Executor,
  depot: number,
  hashes: readonly string[],
): Promise<void> {
  if (hashes.length === 0) return
  await executor.rows(sql`
    insert into leftovers (sha256, depot_id, removable_at)
    select h, ${depot}::int, clock_timestamp() + ${WRITTEN_WITHIN} from unnest(${textArray(hashes)}) as h order by h
    on conflict (sha256, depot_id) do update set removable_at = excluded.removable_at`)
}

/** Strikes off bodies that their rows refer to by now; in the transaction that made the rows. */
export async function strikeOff(tx: Executor, depot: number, hashes: readonly string[]): Promise<void> {
  await tx.rows(sql`
    delete from leftovers l using capture_bodies b
    where l.depot_id = ${depot}::int and l.sha256 = any(${textArray(hashes)})
      and b.sha256 = l.sha256 and b.depot_id = l.depot_id`)
}

/** Which of some bodies are noted for a depot. In the transaction that holds the lock to write. */
export async function areNoted(tx: Executor, depot: number, hashes: readonly string[]): Promise<boolean> {
  const [row] = await tx.rows<{ count: number }>(sql`
    select count(*)::int as count from leftovers
    where depot_id = ${depot}::int and sha256 = any(${textArray(hashes)})`)
  return row?.count === hashes.length
}

/**
 * Removes from the depots what no row refers to: bodies of forgotten and thinned captures, bodies that were moved, and
 * what killed writers left. Goes on with the other depots when one can't be reached.
 *
 * @returns how many bodies were removed
 * @throws what the first depot that failed said; what was to be removed there is removed the next time
 */
export async function removeLeftovers(warehouse: Warehouse): Promise<number> {
  const depots = await warehouse.rows<{ id: number; address: string; owner: string }>(sql`
    select d.id, d.address, d.owner::text as owner from depots d
    where exists (select from leftovers l where l.depot_id = d.id and l.removable_at <= clock_timestamp()) order by d.id`)
  let removed = 0
  const failures: unknown[] = []
  for (const { id, address, owner } of depots) {
    try {
      const depot = warehouse.depots.at(address)
      await claimDepot(depot, owner)
      for (let some = 1; some > 0; removed += some) some = await removeSome(warehouse, id, depot)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return removed
}

async function removeSome(warehouse: Warehouse, id: number, depot: Depot): Promise<number> {
  return warehouse.transaction(async (tx) => {
    await lockToRemove(tx)
    const due = await tx.rows<{ sha256: string; kept: boolean }>(sql`
      select l.sha256, exists (
          select from capture_bodies b where b.sha256 = l.sha256 and b.depot_id = l.depot_id
        ) as kept
      from leftovers l where l.depot_id = ${id}::int and l.removable_at <= clock_timestamp()
      order by l.removable_at, l.sha256 limit ${REMOVED_AT_ONCE}`)
    await allEnded(due.map(async ({ sha256, kept }) => (kept ? undefined : depot.remove(sha256))))
    const hashes = due.map(({ sha256 }) => sha256)
    await tx.rows(sql`
      delete from leftovers where depot_id = ${id}::int and sha256 = any(${textArray(hashes)})`)
    return due.length
  })
}
