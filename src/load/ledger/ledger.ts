import { sql } from '../../base/sql.ts'
import { retryFailed } from '../../model/due.ts'
import { isoInstant } from '../../model/day.ts'
import { type Listing, type ListingKind, listingName } from '../../model/listing.ts'
import type { LastAnswer, Unanswered } from './derive-listing.ts'
import { deriveListings } from './listing-facts.ts'
import { lockLoads } from './lock-loads.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

const LISTS: ReadonlySet<LastAnswer> = new Set(['listing', 'text'])

/** State of a partition. */
export type ListingState =
  | 'pending'
  | 'open'
  | 'complete'
  | 'empty'
  | 'redirected'
  | 'failed'
  | 'drift'
  | 'not-found'

/** A partition, for the planner. */
export interface LedgerRow extends Record<string, unknown> {
  readonly kind: ListingKind
  readonly key: string
  readonly state: ListingState
  readonly reason: string | null
  readonly attempts: number
  readonly next_retry_at: string | null
  readonly next_due_at: string | null
  /** Time of the last answer; null for none. */
  readonly fetched_at: string | null
  readonly parser_version: number | null
  /** Result of the last attempt; null before the first one. */
  readonly last_answer: LastAnswer | null
}

/** True for a loaded list whose last attempt brought no list: it stays as it was. */
export function isStale({ state, last_answer: answer }: Pick<LedgerRow, 'state' | 'last_answer'>): boolean {
  return (state === 'open' || state === 'complete') && answer !== null && !LISTS.has(answer)
}

/** Reads the partitions of one kind, oldest key first; with bounds, only keys between them (both included), or some keys. */
export async function ledgerRows(
  executor: Executor,
  kind: ListingKind,
  bounds: { from?: string; to?: string; keys?: readonly string[] } = {},
): Promise<LedgerRow[]> {
  return executor.rows<LedgerRow>(sql`
    select kind, key, state, reason, attempts, parser_version, last_answer,
      to_json(next_retry_at) #>> '{}' as next_retry_at, to_json(next_due_at) #>> '{}' as next_due_at,
      to_json(fetched_at) #>> '{}' as fetched_at
    from stored_listings
    where kind = ${kind} and (${bounds.from ?? null}::text is null or key >= ${bounds.from ?? null})
      and (${bounds.to ?? null}::text is null or key <= ${bounds.to ?? null})
      and ${bounds.keys === undefined ? sql`true` : sql`key = any(${textArray(bounds.keys)})`}
    order by key`)
}

/** Reads some partitions; those missing in the ledger are left out. */
export async function listingsInLedger(
  executor: Executor,
  listings: readonly Listing[],
): Promise<LedgerRow[]> {
  return executor.rows<LedgerRow>(sql`
    select kind, key, state, reason, attempts, parser_version, last_answer,
      to_json(next_retry_at) #>> '{}' as next_retry_at, to_json(next_due_at) #>> '{}' as next_due_at,
      to_json(fetched_at) #>> '{}' as fetched_at
    from stored_listings join jsonb_to_recordset(${jsonParameter(listings)}) as a(kind text, key text) using (kind, key)`)
}

/** Adds listings that are not in the ledger yet. */
export async function enterListings(executor: Executor, listingsToCome: readonly Listing[]): Promise<void> {
  const rows = listingsToCome.map(({ kind, key }) => ({ kind, key, day: kind === 'day' ? key : null }))
  await executor.rows(sql`
    insert into stored_listings (kind, key, day)
    select kind, key, day from jsonb_to_recordset(${jsonParameter(rows)}) as r(kind text, key text, day date)
    on conflict do nothing`)
}

/** An attempt at a listing without an answer. */
export interface Failure {
  readonly listing: Listing
  readonly reason: string
  /** Next retry: at an instant, or computed by `retryFailed` from one. */
  readonly retryAt: Temporal.Instant | { readonly from: Temporal.Instant; readonly jitter: number }
  /** Time of the failure. */
  readonly at: Temporal.Instant
  /** Fencing token of the lease under which it failed; null for none. */
  readonly token: string | null
  /** False for an attempt that was not the page's fault, such as a 429. */
  readonly spendsAttempt: boolean
}

/**
 * Records failures. Rows loaded by earlier readings stay, and so does their state.
 *
 * @returns number of changed rows
 */
export async function recordFailures(
  tx: Executor,
  failures: readonly Failure[],
  runId: string,
): Promise<number> {
  const listings = failures.map(({ listing }) => listing)
  await lockLoads(tx)
  await enterListings(tx, listings)
  const rows = await tx.rows<
    Listing & { failure: Unanswered | null; attempts: number } & Record<string, unknown>
  >(sql`
    select kind, key, failure, attempts from stored_listings
    join jsonb_to_recordset(${jsonParameter(listings)}) as a(kind text, key text) using (kind, key)`)
  const known = new Map(rows.map((row) => [listingName(row), row]))
  const entered = failures.map((failure) => {
    const before = known.get(listingName(failure.listing))
    const attempts = (before?.failure?.attempts ?? 0) + (failure.spendsAttempt ? 1 : 0)
    const unanswered: Unanswered = {
      at: isoInstant(failure.at),
      token: failure.token,
      state: failure.spendsAttempt ? 'failed' : 'pending',
      reason: failure.reason,
      attempts,
      retryAt: isoInstant(
        failure.retryAt instanceof Temporal.Instant
          ? failure.retryAt
          : retryFailed(failure.retryAt.from, before?.attempts ?? 0, failure.retryAt.jitter),
      ),
    }
    return { ...failure.listing, failure: unanswered }
  })
  await tx.rows(sql`
    update stored_listings l set failure = f.failure
    from jsonb_to_recordset(${jsonParameter(entered)}) as f(kind text, key text, failure jsonb)
    where l.kind = f.kind and l.key = f.key`)
  return deriveListings(tx, listings, runId)
}
