import { sql } from '../../base/sql.ts'
import { BodyMissing, CaptureDamaged, describeError } from '../../base/errors.ts'
import { retryConflicts } from '../warehouse/retry-conflicts.ts'
import { jsonParameter, textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { allEnded } from './all-ended.ts'
import { areNoted, bodyStoreId, lockToWrite, noteBodies, strikeOff } from './orphans.ts'
import { type BodyRow, packedBody, unpackBody } from './read-body.ts'

/** What a moving did. */
export interface Moved {
  readonly moved: number
  /** Of the moved ones, compressed. */
  readonly bytes: number
  /** Why some stay where they are, one line each. */
  readonly left: readonly string[]
}

const MOVED_AT_ONCE = 16

/**
 * Moves all bodies to where new ones go: the table, or the current body store. A body lies in the new place before its row
 * says so, and stays in the old body store for another hour, for those that are reading. Stopped at any time it goes on the
 * next time with what is left.
 *
 * @param onMoved is told how many were moved with each step
 */
export async function moveBodies(
  warehouse: Warehouse,
  signal: AbortSignal,
  onMoved: (bodies: number) => void,
): Promise<Moved> {
  const bodyStore = warehouse.bodyStores.current()
  const target = bodyStore === null ? null : await bodyStoreId(warehouse, bodyStore)
  let after = ''
  let moved = 0
  let bytes = 0
  const left: string[] = []
  while (!signal.aborted) {
    const batch = await warehouse.rows<{ sha256: string }>(sql`
      select sha256 from capture_bodies where body_store_id is distinct from ${target}::int and sha256 > ${after}
      order by sha256 limit ${MOVED_AT_ONCE}`)
    const hashes = batch.map(({ sha256 }) => sha256)
    if (target !== null) await noteBodies(warehouse, target, hashes)
    const last = hashes.at(-1)
    if (last === undefined) break
    const done = await retryConflicts(async () =>
      warehouse.transaction(async (tx) => moveBatch({ warehouse, tx, target }, hashes)),
    )
    // The notes were removed while this process slept: the same batch again.
    if (done === null) continue
    after = last
    moved += done.moved
    bytes += done.bytes
    left.push(...done.left)
    onMoved(hashes.length)
  }
  return { moved, bytes, left }
}

/** How many bodies lie elsewhere than where new ones go. */
export async function countToMove(warehouse: Warehouse): Promise<number> {
  const address = warehouse.bodyStores.current()?.address ?? null
  const [row] = await warehouse.rows<{ count: number }>(sql`
    select count(*)::int as count from capture_bodies b left join body_stores d on d.id = b.body_store_id
    where d.address is distinct from ${address}`)
  return row?.count ?? 0
}

interface Step {
  readonly warehouse: Warehouse
  readonly tx: Executor
  /** Number of the current body store; null for the table. */
  readonly target: number | null
}

async function moveBatch({ warehouse, tx, target }: Step, hashes: readonly string[]): Promise<Moved | null> {
  const { bodyStores } = warehouse
  await lockToWrite(tx)
  if (target !== null && !(await areNoted(tx, target, hashes))) return null
  // Captures that come meanwhile may refer to these rows; another moving has to wait.
  const rows = await tx.rows<BodyRow & Record<string, unknown>>(sql`
    select b.sha256, encode(b.zstd, 'base64') as body, d.address as "bodyStore"
    from capture_bodies b left join body_stores d on d.id = b.body_store_id
    where b.sha256 = any(${textArray(hashes)}) and b.body_store_id is distinct from ${target}::int
    order by b.sha256 for no key update of b`)
  const left: string[] = []
  const there: { sha256: string; bytes: number; zstd: string | null }[] = []
  const move = async (row: BodyRow) => {
    const packed = await packedBody(bodyStores, row)
    try {
      await unpackBody(packed, bodyStores, row, `the responses with the hash ${row.sha256}`)
    } catch (error) {
      if (!(error instanceof BodyMissing || error instanceof CaptureDamaged)) throw error
      left.push(describeError(error))
      return
    }
    if (packed === null) return
    await bodyStores.current()?.put(row.sha256, packed)
    const zstd = target === null ? Buffer.from(packed).toString('base64') : null
    there.push({ sha256: row.sha256, bytes: packed.byteLength, zstd })
  }
  await allEnded(rows.map(move))
  await tx.rows(sql`
    with told as (
      select * from jsonb_to_recordset(${jsonParameter(there)}) as t(sha256 text, zstd text)
    ), old as (
      insert into orphans (sha256, body_store_id, removable_at)
      select b.sha256, b.body_store_id, clock_timestamp() + interval '1 hour'
      from capture_bodies b join told using (sha256) where b.body_store_id is not null
      on conflict (sha256, body_store_id) do update set removable_at = excluded.removable_at
    )
    update capture_bodies b set zstd = decode(t.zstd, 'base64'), body_store_id = ${target}::int
    from told t where b.sha256 = t.sha256`)
  if (target !== null) await strikeOff(tx, target, hashes)
  return { moved: there.length, bytes: there.reduce((sum, { bytes }) => sum + bytes, 0), left }
}
