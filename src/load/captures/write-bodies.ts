import { sql } from '../../base/sql.ts'
import type { BodyStore } from '../warehouse/body-stores.ts'
import { retryConflicts } from '../warehouse/retry-conflicts.ts'
import { textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { allEnded } from './all-ended.ts'
import { areNoted, bodyStoreId, lockToWrite, noteBodies, strikeOff } from './orphans.ts'

/** A body, compressed, and its hash before that. */
export interface PackedBody {
  readonly sha256: string
  readonly zstd: Uint8Array
}

/**
 * Writes bodies to a body store, and then the rows that refer to them: a row never is without its body. A body that has a
 * row already, wherever it lies, is not written. What a writer leaves that is killed in between is noted, and removed
 * by `removeOrphans`.
 *
 * @param bodies each hash once
 * @param insert makes the rows, given the number of the body store; may run twice
 */
export async function writeBodies<T>(
  warehouse: Warehouse,
  bodyStore: BodyStore,
  bodies: readonly PackedBody[],
  insert: (tx: Executor, bodyStore: number) => Promise<T>,
): Promise<T> {
  const id = await bodyStoreId(warehouse, bodyStore)
  for (;;) {
    const without = await withoutRow(warehouse, bodies)
    await noteBodies(
      warehouse,
      id,
      without.map(({ sha256 }) => sha256),
    )
    const done = await retryConflicts(async () =>
      warehouse.transaction(async (tx) => {
        await lockToWrite(tx)
        const hashes = without.map(({ sha256 }) => sha256)
        // In one statement after another a writer beside this one could come between: then all is looked at again.
        const missing = await withoutRow(tx, bodies)
        const isSame = missing.every((body) => without.includes(body))
        if (!isSame || (missing.length > 0 && !(await areNoted(tx, id, hashes)))) return null
        await allEnded(missing.map(async ({ sha256, zstd }) => bodyStore.put(sha256, zstd)))
        const result = await insert(tx, id)
        await strikeOff(tx, id, hashes)
        return { result }
      }),
    )
    if (done) return done.result
  }
}

async function withoutRow(executor: Executor, bodies: readonly PackedBody[]): Promise<PackedBody[]> {
  const hashes = bodies.map(({ sha256 }) => sha256)
  const known = await executor.rows<{ sha256: string }>(sql`
    select sha256 from capture_bodies where sha256 = any(${textArray(hashes)})`)
  const there = new Set(known.map(({ sha256 }) => sha256))
  return bodies.filter(({ sha256 }) => !there.has(sha256))
}
