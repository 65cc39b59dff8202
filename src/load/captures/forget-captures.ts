import { createHash } from 'node:crypto'
import { type SQL, sql } from '../../base/sql.ts'
import type { Capture } from '../../model/capture.ts'
import { isoInstant } from '../../model/day.ts'
import type { Listing, ListingKind } from '../../model/listing.ts'
import type { Executor } from '../warehouse/executor.ts'
import { lockToRemove } from './orphans.ts'

/** What is left of a capture that was taken back. */
export interface Tombstone {
  /** The number that it had. */
  readonly captureId: string
  readonly listing: Listing
  readonly reason: string | null
  readonly forgottenAt: Temporal.Instant
}

/** How a forgetting is noted. */
export interface Forgetting {
  readonly runId: string
  readonly reason: string | null
  readonly at: Temporal.Instant
}

/**
 * Deletes captures, and their bodies where no other capture has them, and leaves a tombstone of each. What lies in a
 * body store is to be removed after the commit, by `removeOrphans`.
 */
export async function forgetCaptures(
  tx: Executor,
  ids: readonly string[],
  { runId, reason, at }: Forgetting,
): Promise<void> {
  await lockToRemove(tx)
  const chosen = sql`${`{${ids.join(',')}}`}::bigint[]`
  await tx.rows(sql`
    insert into forgotten_captures
      (capture_id, kind, key, form, fetched_at, sha256, url, fetched_with, reason, forgotten_at, run_id)
    select id, kind, key, form, fetched_at, sha256, url, fetched_with, ${reason}::text,
      ${isoInstant(at)}::timestamptz, ${runId}::bigint
    from captures where id = any(${chosen})`)
  await tx.rows(sql`delete from captures where id = any(${chosen})`)
  await tx.rows(sql`
    with taken as (
      delete from capture_bodies b using forgotten_captures f
      where f.capture_id = any(${chosen}) and b.sha256 = f.sha256
        and not exists (select 1 from captures c where c.sha256 = b.sha256)
      returning b.sha256, b.body_store_id
    )
    insert into orphans (sha256, body_store_id, removable_at)
    select sha256, body_store_id, clock_timestamp() from taken where body_store_id is not null
    on conflict (sha256, body_store_id) do update set removable_at = excluded.removable_at`)
}

/**
 * The tombstone of a response: of the same listing, form, instant and body. Null for none, and for one that was
 * imported again since.
 */
export async function findTombstone(executor: Executor, capture: Capture): Promise<Tombstone | null> {
  const { listing, form, fetchedAt, body } = capture
  const sha256 = createHash('sha256').update(body).digest('hex')
  const [found] = await tombstones(
    executor,
    sql`f.kind = ${listing.kind} and f.key = ${listing.key} and f.form = ${form}
      and f.fetched_at = ${isoInstant(fetchedAt)}::timestamptz and f.sha256 = ${sha256}
      and not exists (
        select 1 from captures c where c.kind = f.kind and c.key = f.key and c.form = f.form
          and c.fetched_at = f.fetched_at and c.sha256 = f.sha256)`,
  )
  return found ?? null
}

/** The tombstones of some captures, by the numbers that they had. */
export async function tombstonesById(executor: Executor, ids: readonly string[]): Promise<Tombstone[]> {
  return tombstones(executor, sql`f.capture_id = any(${`{${ids.join(',')}}`}::bigint[])`)
}

async function tombstones(executor: Executor, which: SQL): Promise<Tombstone[]> {
  const rows = await executor.rows<{
    id: string
    kind: ListingKind
    key: string
    reason: string | null
    at: string
  }>(sql`
    select f.capture_id::text as id, f.kind, f.key, f.reason, to_json(f.forgotten_at) #>> '{}' as at
    from forgotten_captures f where ${which} order by f.forgotten_at desc`)
  return rows.map(({ id, kind, key, reason, at }) => {
    return { captureId: id, listing: { kind, key }, reason, forgottenAt: Temporal.Instant.from(at) }
  })
}
