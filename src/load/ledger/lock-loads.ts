import { sql } from '../../base/sql.ts'
import type { Executor } from '../warehouse/executor.ts'

/** Lock key of all loads into a database; the number is arbitrary but must never change. */
export const LOADS_LOCK = 7_239_801_459

/** One key for all that write full text; as arbitrary as the other. */
const TEXTS_LOCK = 7_239_801_461

/**
 * Takes turns with all others that write full text until the transaction ends: full text of new papers is built beside
 * the loads, and must not take the place of what a load has built of a newer text. A load takes this lock second.
 */
export async function lockTexts(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${TEXTS_LOCK}::bigint)`)
}

/**
 * Serializes with all other loads of the database until the transaction ends. Concurrent loads would wait for
 * each other's rows, and the inputs of a derivation must not change.
 */
export async function lockLoads(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${LOADS_LOCK}::bigint)`)
}
