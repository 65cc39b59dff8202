import { type SQL, sql } from 'drizzle-orm'
import { type Day, dayOf, isoInstant, isWeekday } from '../../model/day.ts'
import type { Listing, ListingKind } from '../../model/listing.ts'
import type { ListingReading } from '../../model/reading.ts'
import { dayStateAfter, nextDueAfter, nextDueAfterNone } from '../../model/refresh.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { listings } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, jsonParameter } from '../warehouse/warehouse.ts'

const LONGEST_RETRY_MINUTES = 360

/** How a partition stands. */
export type ListingState = 'pending' | 'open' | 'complete' | 'empty' | 'redirected' | 'failed' | 'drift'

/** What is odd about a reading of a day's list. */
export interface Flags {
  /** `fewer-entries`, `no-votes`, `weekday-without-papers`, `nulls:repository` ... */
  readonly flags: readonly string[]
  /** The same in a sentence; null for nothing. */
  readonly reason: string | null
  /** True when the list is so unlike its last reading that it is not loaded: the last good version stays. */
  readonly hold: boolean
  /** Fields that are suddenly null: known values stay. */
  readonly partialFields: boolean
}

/** A partition as the planner needs it. */
export interface LedgerRow extends Record<string, unknown> {
  readonly kind: ListingKind
  readonly key: string
  readonly state: ListingState
  readonly reason: string | null
  readonly attempts: number
  readonly next_retry_at: string | null
  readonly next_due_at: string | null
  /** When the last answer came; null for none. */
  readonly fetched_at: string | null
  readonly parser_version: number | null
}

/** The partitions of one kind, oldest key first; with bounds, only keys between them (both included). */
export async function ledgerRows(
  executor: Executor,
  kind: ListingKind,
  bounds: { from?: string; to?: string } = {},
): Promise<LedgerRow[]> {
  return executor.rows<LedgerRow>(sql`
    select kind, key, state, reason, attempts, parser_version,
      to_json(next_retry_at) #>> '{}' as next_retry_at, to_json(next_due_at) #>> '{}' as next_due_at,
      to_json(fetched_at) #>> '{}' as fetched_at
    from listings
    where kind = ${kind} and (${bounds.from ?? null}::text is null or key >= ${bounds.from ?? null})
      and (${bounds.to ?? null}::text is null or key <= ${bounds.to ?? null})
    order by key`)
}

/** Enters listings that are to be fetched and are not in the ledger yet. */
export async function markPending(executor: Executor, listingsToCome: readonly Listing[]): Promise<void> {
  const rows = listingsToCome.map((listing) => ({ ...listing, day: dayOfListing(listing) }))
  await executor.rows(sql`
    insert into listings (kind, key, day)
    select kind, key, day from jsonb_to_recordset(${jsonParameter(rows)}) as r(kind text, key text, day date)
    on conflict do nothing`)
}

/** Makes the partition's row if need be and locks it until the transaction ends, so that its loads queue up. */
export async function lockListing(tx: Executor, listing: Listing): Promise<void> {
  const { kind, key } = listing
  await tx.rows(sql`insert into listings (kind, key, day) values (${kind}, ${key}, ${dayOfListing(listing)}::date)
    on conflict do nothing`)
  await tx.rows(sql`select 1 from listings where kind = ${kind} and key = ${key} for update`)
}

/** Enters a reading that was loaded. An older reading than the last one changes nothing here. */
export async function recordRead(
  tx: Executor,
  read: ListingReading,
  { contentHash, parserVersion, flags }: { contentHash: string; parserVersion: number; flags: Flags },
  lineage: Lineage,
): Promise<number> {
  const at = Temporal.Instant.from(lineage.observed_at)
  const day = dayOfListing(read.listing)
  const empty = read.entryCount === 0
  const settled = day === null ? 'complete' : dayStateAfter(day, at)
  return enterAnswer(tx, read.listing, lineage, {
    state: read.layoutChange !== null ? 'drift' : empty ? 'empty' : read.complete ? settled : 'open',
    reason: reasonOf(read) ?? flags.reason,
    next_due_at: day === null ? null : empty ? nextDueAfterNone(day, at) : nextDueAfter(day, at, false),
    flags: flags.flags.length === 0 ? null : flags.flags,
    flagged_since: null,
    content_hash: contentHash,
    expected: read.entries.length + read.rejections.length,
    loaded: read.entries.length,
    redirected_to: null,
    previous_key: read.previousKey,
    next_key: read.nextKey,
    era: read.era,
    parser_version: parserVersion,
  })
}

/**
 * Plans the next reading of a day from its last two: one that stayed the same settles sooner. Derived from the
 * observations, so that the order in which captures are loaded does not matter.
 */
export async function recordNextDue(tx: Executor, { kind, key }: Listing): Promise<void> {
  if (kind !== 'day') return
  const [row] = await tx.rows<{ at: string; same: boolean }>(sql`
    select to_json(max(observed_at)) #>> '{}' as at,
      count(*) = 2 and count(distinct (paper_ids, ranks, upvotes, comments, stars)) = 1 as same
    from (
      select o.* from observations o where o.kind = ${kind} and o.key = ${key} and o.complete
      order by o.observed_at desc limit 2
    ) last_two
    having max(observed_at) = (select fetched_at from listings where kind = ${kind} and key = ${key})
      and max(cardinality(paper_ids)) > 0`)
  if (!row) return
  const due = nextDueAfter(key, Temporal.Instant.from(row.at), row.same)
  await tx.rows(sql`update listings set next_due_at = ${due}::timestamptz
    where kind = ${kind} and key = ${key} and next_due_at is distinct from ${due}::timestamptz`)
}

/** A day's list that was so unlike its last reading that it was not loaded. */
export interface HeldBack {
  readonly flags: readonly string[]
  readonly reason: string
  readonly retryAt: Temporal.Instant
}

/** Enters a reading that was held back. State, counts and rows stay as the last good one left them. */
export async function recordHeldBack(
  tx: Executor,
  { kind, key }: Listing,
  { flags, reason, retryAt }: HeldBack,
  lineage: Lineage,
): Promise<number> {
  const rows = await tx.rows(sql`
    update listings set reason = ${reason}, flags = ${`{${flags.join(',')}}`}::text[],
      flagged_since = coalesce(flagged_since, ${lineage.observed_at}::timestamptz),
      next_retry_at = ${isoInstant(retryAt)}::timestamptz, fetched_at = ${lineage.observed_at}::timestamptz,
      run_id = ${lineage.run_id}::bigint, capture_id = ${lineage.capture_id}::bigint
    where kind = ${kind} and key = ${key} and (fetched_at is null or fetched_at < ${lineage.observed_at}::timestamptz)
    returning 1`)
  return rows.length
}

/** Since when readings of a listing have been held back; null for not. */
export async function heldBackSince(tx: Executor, { kind, key }: Listing): Promise<Temporal.Instant | null> {
  const [row] = await tx.rows<{ since: string | null }>(sql`
    select to_json(flagged_since) #>> '{}' as since from listings where kind = ${kind} and key = ${key}`)
  return row?.since === undefined || row.since === null ? null : Temporal.Instant.from(row.since)
}

/** Sets when the listing was last read whole, from its observations. */
export async function recordLastRead(tx: Executor, { kind, key }: Listing): Promise<void> {
  await tx.rows(sql`
    update listings set last_read_at = whole.at
    from (select max(observed_at) as at from observations where kind = ${kind} and key = ${key} and complete) whole
    where kind = ${kind} and key = ${key} and last_read_at is distinct from whole.at`)
}

/** Enters that the site answered with another listing. Known rows of the listing stay. */
export async function recordRedirect(
  tx: Executor,
  listing: Listing,
  found: string,
  lineage: Lineage,
  parserVersion: number,
): Promise<number> {
  const at = Temporal.Instant.from(lineage.observed_at)
  const day = dayOfListing(listing)
  const isWeekdayGone = day !== null && isWeekday(day) && dayOf(at) > day
  return enterAnswer(tx, listing, lineage, {
    state: 'redirected',
    reason: `the site answered with ${found}${isWeekdayGone ? ': a weekday without papers' : ''}`,
    next_due_at: day === null ? null : nextDueAfterNone(day, at),
    flags: isWeekdayGone ? ['weekday-without-papers'] : null,
    redirected_to: found,
    parser_version: parserVersion,
  })
}

/** Enters an answer of the site in the partition's row, unless a later answer is there already. */
export async function enterAnswer(
  tx: Executor,
  listing: Listing,
  lineage: Lineage,
  columns: Readonly<Record<string, unknown>>,
): Promise<number> {
  return upsertChanged(tx, {
    table: listings,
    key: ['kind', 'key'],
    updateWhere: sql`(listings.fetched_at is null or listings.fetched_at <= excluded.fetched_at)`,
    rows: [
      {
        kind: listing.kind,
        key: listing.key,
        day: dayOfListing(listing),
        attempts: 0,
        next_retry_at: null,
        fetched_at: lineage.observed_at,
        run_id: lineage.run_id,
        capture_id: lineage.capture_id,
        ...columns,
      },
    ],
  })
}

/** A failed attempt at a listing. */
export interface Failure {
  readonly listing: Listing
  /** `failed` where the next try may succeed, `drift` where the page must be looked at. */
  readonly state: 'failed' | 'drift'
  readonly reason: string
  /**
   * When to try again; null to leave it to a person or a replay. From an instant on it is a minute after the first
   * failure and twice as long after each further one, to at most six hours, times 0.5 to 1.5 by the jitter (0 to 1).
   */
  readonly retryAt: Temporal.Instant | { readonly from: Temporal.Instant; readonly jitter: number } | null
  /** The answer that shows it; null when none came. */
  readonly lineage: Lineage | null
  /** False for an attempt that was not the page's fault, such as a 429. */
  readonly spendsAttempt: boolean
}

/**
 * Enters a failure. What an earlier reading loaded stays, and so does the state that it gave.
 *
 * @returns how many rows were changed
 */
export async function recordFailure(tx: Executor, failure: Failure, runId: string): Promise<number> {
  await lockListing(tx, failure.listing)
  const { listing, reason, lineage } = failure
  const state = failure.spendsAttempt ? failure.state : 'pending'
  const at = lineage?.observed_at ?? null
  const retryAt = retryTime(failure.retryAt)
  const rows = await tx.rows(sql`
    update listings set
      state = case when state in ('open', 'complete', 'empty', 'redirected') then state else ${state} end,
      reason = ${reason},
      attempts = attempts + case when fetched_at = ${at}::timestamptz then 0 else ${failure.spendsAttempt ? 1 : 0} end,
      next_retry_at = ${retryAt},
      fetched_at = coalesce(${at}::timestamptz, fetched_at),
      capture_id = coalesce(${lineage?.capture_id ?? null}::bigint, capture_id),
      run_id = ${runId}::bigint
    where kind = ${listing.kind} and key = ${listing.key}
      -- A replay of an answer that is older, or that is in here already, changes nothing.
      and (${at}::timestamptz is null or fetched_at is null or fetched_at < ${at}::timestamptz
        or fetched_at = ${at}::timestamptz and reason is distinct from ${reason})
    returning 1`)
  return rows.length
}

function retryTime(retryAt: Failure['retryAt']): SQL {
  if (retryAt === null) return sql`null::timestamptz`
  if (retryAt instanceof Temporal.Instant) return sql`${isoInstant(retryAt)}::timestamptz`
  const { from, jitter } = retryAt
  return sql`${isoInstant(from)}::timestamptz
    + least(${LONGEST_RETRY_MINUTES}::float8, power(2, least(attempts, 10))) * ${0.5 + jitter}::float8 * interval '1 minute'`
}

/** The date of a day's listing; null for the other kinds. */
function dayOfListing(listing: Listing): Day | null {
  return listing.kind === 'day' ? listing.key : null
}

function reasonOf(read: ListingReading): string | null {
  if (read.layoutChange !== null) return `${read.layoutChange}; read by its cards`
  if (read.rejections.length > 0)
    return `${read.rejections.length} of ${read.entryCount} entries in quarantine`
  if (!read.complete) return `a part of the list: ${read.entryCount} entries, the most that one answer holds`
  return null
}
