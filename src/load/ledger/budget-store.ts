import { sql } from '../../base/sql.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** One bucket's budget as the crawl keeps it; see `src/crawl/quota.ts`. Times in milliseconds since 1970. */
interface StoredBudget {
  readonly endsAfterMs: number
  readonly endsBeforeMs: number
  readonly left: number
  readonly limit: number
  readonly windowMs: number
  readonly nextMs: number
  readonly taken: number
  readonly answered: number
  readonly others: number
}

/** Owner of a budget: the site, and the address or account by which it counts requests (see `src/crawl/quota-identity.ts`). */
export interface BudgetOwner {
  readonly site: string
  readonly quotaIdentity: string
}

interface Row extends Record<string, unknown> {
  readonly budget: StoredBudget
  readonly version: number
  readonly won: boolean
}

/**
 * Keeps the site's budgets in the warehouse, so that all runs and machines of one quota identity share one. A change is written
 * if nobody else has changed the bucket meanwhile, and recomputed otherwise: so no request is granted twice,
 * and usually one statement suffices. A budget lost in a crash costs nothing, the next answer of the site reports
 * it again: so commits do not wait for the disk.
 */
export function sharedBudgets(warehouse: Warehouse, { site, quotaIdentity }: BudgetOwner) {
  const known = new Map<string, { readonly budget: StoredBudget | null; readonly version: number }>()
  return {
    update: async <T>(
      bucket: string,
      change: (known: StoredBudget | null) => { readonly budget: StoredBudget | null; readonly result: T },
    ): Promise<T> => {
      for (;;) {
        const before = known.get(bucket) ?? { budget: null, version: 0 }
        const { budget, result } = change(before.budget)
        const [row] = await warehouse.rows<Row>(sql`
          with won as (
            insert into quotas as q (site, quota_identity, bucket, budget, version)
            select ${site}, ${quotaIdentity}, ${bucket}, ${JSON.stringify(budget)}::text::jsonb, 1
            where set_config('synchronous_commit', 'off', true) is not null
            on conflict (site, quota_identity, bucket) do update set budget = excluded.budget, version = q.version + 1
            where q.version = ${before.version}
            returning budget, version
          )
          select budget, version, true as won from won
          union all
          select budget, version, false from quotas
          where site = ${site} and quota_identity = ${quotaIdentity} and bucket = ${bucket} and not exists (select from won)`)
        // Another run has just made the row, and this statement does not see it yet.
        if (!row) continue
        known.set(bucket, row)
        if (row.won) return result
      }
    },
  }
}

/** Reads the known rest of an owner's quota in the current windows, by bucket. */
export async function budgetsLeft(
  executor: Executor,
  { site, quotaIdentity }: BudgetOwner,
): Promise<Record<string, number>> {
  const rows = await executor.rows<{ bucket: string; left: number }>(sql`
    select bucket, (budget ->> 'left')::float8 as left from quotas
    where site = ${site} and quota_identity = ${quotaIdentity} and jsonb_typeof(budget) = 'object'`)
  return Object.fromEntries(rows.map(({ bucket, left }) => [bucket, left]))
}

/** Last known state of a bucket of the site's quota. */
export interface KnownWindow {
  readonly bucket: string
  /** Requests left in it. */
  readonly left: number
  /** Requests of a window. */
  readonly limit: number
  /** Latest possible end of the window, in milliseconds since 1970. */
  readonly endsMs: number
}

/** Reads the windows of an owner, past ones included, by bucket. */
export async function knownWindows(
  executor: Executor,
  { site, quotaIdentity }: BudgetOwner,
): Promise<readonly KnownWindow[]> {
  const rows = await executor.rows<{ bucket: string; left: number; limit: number; ends_ms: number }>(sql`
    select bucket, (budget ->> 'left')::float8 as left, (budget ->> 'limit')::float8 as limit,
      (budget ->> 'endsBeforeMs')::float8 as ends_ms
    from quotas
    where site = ${site} and quota_identity = ${quotaIdentity} and jsonb_typeof(budget) = 'object'
    order by bucket`)
  return rows.map(({ bucket, left, limit, ends_ms }) => ({ bucket, left, limit, endsMs: ends_ms }))
}

/** Deletes budgets whose window ended a day ago: of machines that are gone or renamed. */
export async function forgetBudgets(executor: Executor): Promise<void> {
  await executor.rows(sql`
    delete from quotas
    where coalesce((budget ->> 'endsBeforeMs')::float8, 0) < extract(epoch from clock_timestamp() - interval '1 day') * 1000`)
}
