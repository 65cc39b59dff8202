import { sql } from 'drizzle-orm/sql/sql'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** One bucket's budget as the crawl keeps it; see `src/crawl/quota.ts`. Times in milliseconds since 1970. */
interface StoredBudget {
  readonly endsAfterMs: number
  readonly endsBeforeMs: number
  readonly left: number
  readonly limit: number
  readonly windowMs: number
  readonly nextMs: number
}

interface Row extends Record<string, unknown> {
  readonly budget: StoredBudget
  readonly turn: number
  readonly won: boolean
}

/**
 * Keeps the site's budgets in the warehouse, so that all runs and machines that use it share one. A change is written
 * where nobody else has changed the bucket in the meantime, and made again otherwise: so no request is granted twice,
 * and one statement does it as a rule. A budget that a crash forgets costs nothing, the next answer of the site tells
 * it again: no commit waits for the disk.
 *
 * @param client whose budget it is: the site's address, and whether a token is used
 */
export function sharedBudgets(warehouse: Warehouse, client: string) {
  const known = new Map<string, { readonly budget: StoredBudget | null; readonly turn: number }>()
  return {
    update: async <T>(
      bucket: string,
      change: (known: StoredBudget | null) => { readonly budget: StoredBudget | null; readonly result: T },
    ): Promise<T> => {
      for (;;) {
        const before = known.get(bucket) ?? { budget: null, turn: 0 }
        const { budget, result } = change(before.budget)
        const [row] = await warehouse.rows<Row>(sql`
          with won as (
            insert into quotas as q (client, bucket, budget, turn)
            select ${client}, ${bucket}, ${JSON.stringify(budget)}::text::jsonb, 1
            where set_config('synchronous_commit', 'off', true) is not null
            on conflict (client, bucket) do update set budget = excluded.budget, turn = q.turn + 1
            where q.turn = ${before.turn}
            returning budget, turn
          )
          select budget, turn, true as won from won
          union all
          select budget, turn, false from quotas
          where client = ${client} and bucket = ${bucket} and not exists (select from won)`)
        // Another run has made the row only just now, and this statement does not see it yet.
        if (!row) continue
        known.set(bucket, row)
        if (row.won) return result
      }
    },
  }
}
