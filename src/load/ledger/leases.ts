import { sql } from '../../base/sql.ts'
import { type Listing, listingName } from '../../model/listing.ts'
import { jsonParameter, textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** Lock key of all runs of a database that claim listings; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_458

/** A listing that a run wants to claim. */
export interface Wanted {
  readonly listing: Listing
  /** Last reading that the plan saw; a later one means that the work is done. Undefined: not checked. */
  readonly plannedAt?: string | null | undefined
}

/** A listing that another run leases. */
export interface LeasedElsewhere {
  readonly listing: Listing
  /** `run 12 (backfill on warehouse-1, process 4711)` */
  readonly holder: string
}

/** Result of a claim. */
export interface Claim {
  /** Fencing tokens of the claimed listings, by listing name. */
  readonly tokens: ReadonlyMap<string, string>
  readonly leased: readonly LeasedElsewhere[]
  /** Listings that another run has read since they were planned. */
  readonly done: readonly Listing[]
}

/**
 * Claims listings for a run: no other run fetches or loads them while it is alive. The leases of lost runs
 * are taken over. Claims of all runs are serialized, so that each sees the previous ones.
 */
export async function claimListings(
  warehouse: Warehouse,
  runId: string,
  wanted: readonly Wanted[],
): Promise<Claim> {
  const asked = wanted.map(({ listing, plannedAt }) => ({
    kind: listing.kind,
    key: listing.key,
    planned: plannedAt !== undefined,
    planned_at: plannedAt ?? null,
  }))
  const table = sql`jsonb_to_recordset(${jsonParameter(asked)})
    as a(kind text, key text, planned boolean, planned_at timestamptz)`
  return warehouse.transaction(async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
    await tx.rows(sql`
      delete from leases l using runs r
      where r.id = l.run_id and (r.ended_at is not null or r.alive_until < clock_timestamp())`)
    const leased = await tx.rows<{ kind: Listing['kind']; key: string; holder: string }>(sql`
      select a.kind, a.key, format('run %s (%s on %s, process %s)', r.id, r.job, r.host, r.pid) as holder
      from ${table} join leases l using (kind, key) join runs r on r.id = l.run_id
      where l.run_id <> ${runId}::bigint order by a.kind, a.key`)
    const taken = await tx.rows<{ kind: Listing['kind']; key: string; token: string }>(sql`
      insert into leases as mine (kind, key, run_id)
      select a.kind, a.key, ${runId}::bigint
      from ${table} left join stored_listings l using (kind, key)
      where not exists (
          select from leases other
          where other.kind = a.kind and other.key = a.key and other.run_id <> ${runId}::bigint)
        and (not a.planned or l.fetched_at is not distinct from a.planned_at)
      on conflict (kind, key) do update set run_id = mine.run_id
      returning kind, key, token::text as token`)
    const tokens = new Map(taken.map(({ kind, key, token }) => [listingName({ kind, key }), token]))
    const elsewhere = leased.map(({ kind, key, holder }) => ({ listing: { kind, key }, holder }))
    const others = new Set([...tokens.keys(), ...elsewhere.map(({ listing }) => listingName(listing))])
    return {
      tokens,
      leased: elsewhere,
      done: wanted.flatMap(({ listing }) => (others.has(listingName(listing)) ? [] : [listing])),
    }
  })
}

/**
 * Checks in a load's transaction which leases the run still has, and locks them until the transaction ends.
 *
 * @param asked unset leases are skipped
 * @returns the tokens that no other run has taken over
 */
export async function ownLeases(
  tx: Executor,
  asked: readonly { readonly lease?: string | undefined }[],
): Promise<ReadonlySet<string>> {
  const tokens = asked.flatMap(({ lease }) => (lease === undefined ? [] : [lease]))
  if (tokens.length === 0) return new Set()
  const rows = await tx.rows<{ token: string }>(sql`
    select token::text as token from leases where token = any(${textArray(tokens)}::bigint[]) for share`)
  return new Set(rows.map(({ token }) => token))
}

/** Releases listings; those taken over by another run stay with it. */
export async function releaseListings(executor: Executor, tokens: readonly string[]): Promise<void> {
  if (tokens.length === 0) return
  await executor.rows(sql`delete from leases where token = any(${textArray(tokens)}::bigint[])`)
}
