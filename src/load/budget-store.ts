import { sql } from 'drizzle-orm'
import type { Warehouse } from './warehouse.ts'

/** One bucket's budget as the crawl keeps it; see `src/crawl/quota.ts`. Times in milliseconds since 1970. */
interface StoredBudget {
  readonly endsAfterMs: number
  readonly endsBeforeMs: number
  readonly left: number
  readonly limit: number
  readonly windowMs: number
  readonly nextMs: number
}

/**
 * Keeps the site's budgets in the warehouse, so that all runs and machines that use it share one. A change holds the
 * bucket's row, so that no request is granted twice.
 *
 * @param client whose budget it is: the site's address, and whether a token is used
 */
export function sharedBudgets(warehouse: Warehouse, client: string) {
  return {
    update: async <T>(
      bucket: string,
      change: (known: StoredBudget | null) => { readonly budget: StoredBudget | null; readonly result: T },
    ): Promise<T> =>
      warehouse.transaction(async (tx) => {
        // A budget that a crash forgets costs nothing: the next answer of the site tells it again.
        await tx.rows(sql`set local synchronous_commit = off`)
        await tx.rows(
          sql`insert into quotas (client, bucket) values (${client}, ${bucket}) on conflict do nothing`,
        )
        const [row] = await tx.rows<{ budget: StoredBudget | null }>(sql`
          select budget from quotas where client = ${client} and bucket = ${bucket} for update`)
        const { budget, result } = change(row?.budget ?? null)
        if (budget) {
          await tx.rows(sql`update quotas set budget = ${JSON.stringify(budget)}::text::jsonb
            where client = ${client} and bucket = ${bucket}`)
        }
        return result
      }),
  }
}
