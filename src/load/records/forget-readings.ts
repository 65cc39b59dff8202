import { type SQL, sql } from 'drizzle-orm'
import type { Lineage } from '../warehouse/lineage.ts'
import type { Executor } from '../warehouse/warehouse.ts'

/** A capture whose readings are to go. */
export interface ForgottenCapture {
  readonly id: string
  readonly kind: string
  readonly key: string
}

/*
 * PLACEHOLDER: the integrator puts the real function here, which derives appearances, snapshots, papers and the
 * ledger anew. This one takes out the observations only.
 */

/** Takes out what was read from some captures, in the transaction that takes out the captures themselves. */
export async function forgetReadings(
  tx: Executor,
  captures: readonly ForgottenCapture[],
  _lineage: Lineage,
): Promise<void> {
  const ids: SQL = sql`${`{${captures.map(({ id }) => id).join(',')}}`}::bigint[]`
  await tx.rows(sql`delete from observations where capture_id = any(${ids})`)
}
