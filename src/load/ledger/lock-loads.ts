import { sql } from '../../base/sql.ts'
import type { Executor } from '../warehouse/executor.ts'

/** One key for all that load into a database; the number is arbitrary but must never change. */
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
 * Takes turns with all other loads of the database until the transaction ends. Loads beside each other would wait for
 * each other's rows, and what one derives must not change under it.
 */
export async function lockLoads(tx: Executor): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${LOADS_LOCK}::bigint)`)
}
