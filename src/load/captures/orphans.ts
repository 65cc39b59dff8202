import { sql } from '../../base/sql.ts'
import { ConfigurationError } from '../../base/errors.ts'
import type { BodyStore } from '../warehouse/body-stores.ts'
import { textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { allEnded } from './all-ended.ts'

/** One key for all that writes or removes bodies in body stores; the number is arbitrary but must never change. */
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

/** Body stores that this process has seen to be those of a warehouse. */
const claimed = new WeakMap<BodyStore, string>()

/**
 * Makes a body store that of a warehouse. Two that write to one would remove each other's bodies.
 *
 * @throws {ConfigurationError} when it is another one's
 */
async function claimBodyStore(bodyStore: BodyStore, owner: string): Promise<void> {
  if (claimed.get(bodyStore) === owner) return
  const { warehouse, mark } = await bodyStore.claim(owner)
  if (warehouse !== owner)
    throw new ConfigurationError(
      `the bodies in ${bodyStore.address} are those of another warehouse, and two would remove each other's: set ` +
        "PAPERBOY_CAPTURES to a folder or prefix of this one's own. If that warehouse is gone for good, or was this one " +
        `before an older dump came back, remove ${mark} and run the same command again`,
    )
  claimed.set(bodyStore, owner)
}

/**
 * The number of a body store that is written to; it is entered if need be.
 *
 * @throws {ConfigurationError} when it is that of another warehouse
 */
export async function bodyStoreId(executor: Executor, to: BodyStore): Promise<number> {
  const { address } = to
  const known = async () =>
    executor.rows<{ id: number; owner: string }>(
      sql`select id, owner::text as owner from body_stores where address = ${address}`,
    )
  let [bodyStore] = await known()
  // Asked for first: each insert that does nothing would use up a number.
  if (!bodyStore) {
    await executor.rows(sql`insert into body_stores (address) values (${address}) on conflict do nothing`)
    bodyStore = (await known())[0]
  }
  if (!bodyStore) throw new Error(`the body store ${address} was not entered`)
  await claimBodyStore(to, bodyStore.owner)
  return bodyStore.id
}

/** Notes bodies before they are written to a body store, so that those of a killed writer are found. */
export async function noteBodies(
  executor: Executor,
  bodyStore: number,
  hashes: readonly string[],
): Promise<void> {
  if (hashes.length === 0) return
  await executor.rows(sql`
    insert into orphans (sha256, body_store_id, removable_at)
    select h, ${bodyStore}::int, clock_timestamp() + ${WRITTEN_WITHIN} from unnest(${textArray(hashes)}) as h order by h
    on conflict (sha256, body_store_id) do update set removable_at = excluded.removable_at`)
}

/** Strikes off bodies that their rows refer to by now; in the transaction that made the rows. */
export async function strikeOff(tx: Executor, bodyStore: number, hashes: readonly string[]): Promise<void> {
  await tx.rows(sql`
    delete from orphans l using capture_bodies b
    where l.body_store_id = ${bodyStore}::int and l.sha256 = any(${textArray(hashes)})
      and b.sha256 = l.sha256 and b.body_store_id = l.body_store_id`)
}

/** Which of some bodies are noted for a body store. In the transaction that holds the lock to write. */
export async function areNoted(tx: Executor, bodyStore: number, hashes: readonly string[]): Promise<boolean> {
  const [row] = await tx.rows<{ count: number }>(sql`
    select count(*)::int as count from orphans
    where body_store_id = ${bodyStore}::int and sha256 = any(${textArray(hashes)})`)
  return row?.count === hashes.length
}

/**
 * Removes from the body stores what no row refers to: bodies of forgotten and pruned captures, bodies that were moved, and
 * what killed writers left. Goes on with the other body stores when one can't be reached.
 *
 * @returns how many bodies were removed
 * @throws what the first body store that failed said; what was to be removed there is removed the next time
 */
export async function removeOrphans(warehouse: Warehouse): Promise<number> {
  const bodyStores = await warehouse.rows<{ id: number; address: string; owner: string }>(sql`
    select d.id, d.address, d.owner::text as owner from body_stores d
    where exists (select from orphans l where l.body_store_id = d.id and l.removable_at <= clock_timestamp()) order by d.id`)
  let removed = 0
  const failures: unknown[] = []
  for (const { id, address, owner } of bodyStores) {
    try {
      const bodyStore = warehouse.bodyStores.at(address)
      await claimBodyStore(bodyStore, owner)
      for (let some = 1; some > 0; removed += some) some = await removeSome(warehouse, id, bodyStore)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return removed
}

async function removeSome(warehouse: Warehouse, id: number, bodyStore: BodyStore): Promise<number> {
  return warehouse.transaction(async (tx) => {
    await lockToRemove(tx)
    const due = await tx.rows<{ sha256: string; kept: boolean }>(sql`
      select l.sha256, exists (
          select from capture_bodies b where b.sha256 = l.sha256 and b.body_store_id = l.body_store_id
        ) as kept
      from orphans l where l.body_store_id = ${id}::int and l.removable_at <= clock_timestamp()
      order by l.removable_at, l.sha256 limit ${REMOVED_AT_ONCE}`)
    await allEnded(due.map(async ({ sha256, kept }) => (kept ? undefined : bodyStore.remove(sha256))))
    const hashes = due.map(({ sha256 }) => sha256)
    await tx.rows(sql`
      delete from orphans where body_store_id = ${id}::int and sha256 = any(${textArray(hashes)})`)
    return due.length
  })
}
