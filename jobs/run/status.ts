import { countLeftBehind } from '../../src/load/captures/capture-store.ts'
import { type SQL, sql } from '../../src/base/sql.ts'
import type { LastAnswer } from '../../src/load/ledger/derive-listing.ts'
import { ledgerRows } from '../../src/load/ledger/ledger.ts'
import { iso } from '../../src/load/warehouse/sql-text.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { type Day, dayOf, isoInstant, isoInstantOf } from '../../src/model/day.ts'
import { LISTING_KINDS, type ListingKind } from '../../src/model/listing.ts'
import { planNight } from '../nightly/plan-days.ts'

/** One listing of any kind, from the ledger. Counts are entries; instants are ISO 8601, UTC, milliseconds. */
export interface ListingRow extends Record<string, unknown> {
  /** `day:2026-06-03`, as typed. */
  readonly listing: string
  readonly kind: ListingKind
  readonly key: string
  readonly state: string
  readonly reason: string | null
  readonly attempts: number
  readonly expected: number | null
  readonly loaded: number | null
  readonly fetched_at: string | null
  /** Next retry of one that failed or is on hold; null for not automatically. */
  readonly next_retry_at: string | null
  /** Next reading of a good one; null for never. */
  readonly next_due_at: string | null
  readonly flags: readonly string[] | null
  /** Start of its readings being on hold; null when they are not. */
  readonly flagged_since: string | null
  /** Result of the last attempt, whatever the state; null before the first one. */
  readonly last_answer: LastAnswer | null
  /** Last run that touched it; null for none. */
  readonly run_id: string | null
}

/** One day of the calendar. */
export interface CalendarRow extends Record<string, unknown> {
  readonly day: Day
  readonly state: string
  readonly flags: readonly string[] | null
}

/** A past run, or one that has not ended. */
export interface RunRow extends Record<string, unknown> {
  readonly id: string
  readonly job: string
  readonly started_at: string
  readonly ended_at: string | null
  readonly seconds: number | null
  readonly outcome: string | null
  readonly error: string | null
}

/** A run that leases listings. */
export interface HolderRow extends Record<string, unknown> {
  readonly run_id: string
  readonly job: string
  readonly host: string
  readonly pid: number
  readonly started_at: string
  /** False when it has been silent for so long that the next run takes over its listings. */
  readonly alive: boolean
  readonly listings: readonly string[]
}

/** A day that the next nightly run fetches, with the reason. */
export interface DueRow {
  readonly day: Day
  readonly why: string
  readonly fetched_at: string | null
}

/** Data of `paperboy status`. */
export interface Status {
  readonly checked_at: string
  readonly totals: {
    readonly days: number
    /** Loaded lists of every kind, and papers' own pages. */
    readonly lists: number
    readonly paper_pages: number
    readonly papers: number
    readonly appearances: number
    readonly snapshots: number
  }
  /** End of the last complete nightly run; null for none. */
  readonly last_success_at: string | null
  /** Listings of every kind in the states failed and drift: days first, the newest of each kind first. */
  readonly failed: readonly ListingRow[]
  /** Listings whose last reading was put on hold. */
  readonly on_hold: readonly ListingRow[]
  /** Loaded lists that stay as they were: their last attempt brought no list, and another one is planned. */
  readonly stale: readonly ListingRow[]
  /** The newest listings of each kind. */
  readonly listings: readonly ListingRow[]
  /** Numbers of listings by kind and state. */
  readonly states: readonly { readonly kind: ListingKind; readonly state: string; readonly count: number }[]
  /** Every known day, oldest first. */
  readonly calendar: readonly CalendarRow[]
  readonly runs: readonly RunRow[]
  readonly holders: readonly HolderRow[]
  readonly due: readonly DueRow[]
  /** Listings whose next retry or reading is in the future: lists first, in order of time. */
  readonly waiting: {
    readonly count: number
    /** Number of papers' own pages among them, and the time of the first. */
    readonly paper_pages: number
    readonly first_page_at: string | null
    readonly next: readonly ListingRow[]
  }
  readonly quarantined: number
  /** Stored responses that are not loaded, and not leased by a running run. */
  readonly unloaded: number
  readonly drifted: number
}

/** Newest listings of each kind to show. */
const LISTINGS_SHOWN = 14
const RUNS_SHOWN = 5
const WAITING_SHOWN = 5
const AT = 'coalesce(next_retry_at, next_due_at)'

const listing = sql.raw(`case when l.kind = 'trending' then l.kind else l.kind || ':' || l.key end`)

const LISTING_COLUMNS = sql`${listing} as listing, l.kind, l.key, l.state, l.reason, l.attempts, l.expected, l.loaded,
  ${iso('l.fetched_at')} as fetched_at, ${iso('l.next_retry_at')} as next_retry_at,
  ${iso('l.next_due_at')} as next_due_at, to_json(l.flags) as flags, ${iso('l.flagged_since')} as flagged_since, l.last_answer, l.run_id::text as run_id`

/** A day's plan ends, and a paper whose page is gone is not stale. */
const STALE = sql`l.state in ('open', 'complete')
  and l.last_answer in ('redirected', 'refused', 'not-found', 'unreadable', 'none')
  and (l.kind <> 'day' or coalesce(l.next_retry_at, l.next_due_at) is not null)
  and (l.kind <> 'paper' or l.last_answer <> 'not-found')`

/** True when the status shows why something in a run went wrong. */
export async function hasReasons(executor: Executor, runId: string): Promise<boolean> {
  const [found] = await executor.rows<{ told: boolean }>(sql`
    select exists (select 1 from stored_listings l where l.run_id = ${runId}::bigint
      and (l.state in ('failed', 'drift') or l.flagged_since is not null or (${STALE}))) as told`)
  return found?.told ?? false
}

/** Reads the status of the warehouse at an instant. */
export async function readStatus(executor: Executor, now: Temporal.Instant): Promise<Status> {
  const [totals] = await executor.rows<Status['totals'] & Record<string, unknown>>(sql`
    select (select count(*)::int from stored_listings where kind = 'day' and loaded > 0) as days,
      (select count(*)::int from stored_listings where kind <> 'paper' and loaded is not null) as lists,
      (select count(*)::int from stored_listings where kind = 'paper' and loaded is not null) as paper_pages,
      (select count(*)::int from stored_papers) as papers, (select count(*)::int from stored_appearances) as appearances,
      (select count(*)::int from stored_snapshots) as snapshots`)
  const [open] = await executor.rows<{ quarantined: number; drifted: number; success: string | null }>(sql`
    select (select count(*)::int from quarantine where resolved_at is null) as quarantined,
      (select count(*)::int from drift where ended_on is null) as drifted,
      (select ${iso('max(ended_at)')} from runs where job = 'nightly' and outcome = 'done') as success`)
  const listed = async (rest: SQL) =>
    executor.rows<ListingRow>(sql`select ${LISTING_COLUMNS} from stored_listings l ${rest}`)
  return {
    checked_at: isoInstant(now),
    totals: totals ?? { days: 0, lists: 0, paper_pages: 0, papers: 0, appearances: 0, snapshots: 0 },
    last_success_at: open?.success ?? null,
    failed: await listed(sql`where l.state in ('failed', 'drift') order by ${placeOf('l.kind')}, l.key desc`),
    on_hold: await listed(sql`where l.flagged_since is not null order by ${placeOf('l.kind')}, l.key desc`),
    stale: await listed(sql`
      where ${STALE} order by ${placeOf('l.kind')}, l.key desc`),
    listings: await newestOfEachKind(listed),
    states: await executor.rows<Status['states'][number] & Record<string, unknown>>(sql`
      select kind, state, count(*)::int as count from stored_listings
      group by kind, state order by ${placeOf('kind')}, state`),
    calendar: await executor.rows<CalendarRow>(sql`
      select day::text, state, to_json(flags) as flags from coverage_at(${dayOf(now)}::date) c order by c.day`),
    runs: await executor.rows<RunRow>(sql`
      select id::text, job, ${iso('started_at')} as started_at, ${iso('ended_at')} as ended_at,
        extract(epoch from ended_at - started_at)::float8 as seconds, outcome, error
      from runs order by runs.id desc limit ${RUNS_SHOWN}`),
    holders: await executor.rows<HolderRow>(sql`
      select r.id::text as run_id, r.job, r.host, r.pid, ${iso('r.started_at')} as started_at,
        r.ended_at is null and r.alive_until >= clock_timestamp() as alive,
        json_agg(${listing} order by l.key, l.kind) as listings
      from leases l join runs r on r.id = l.run_id group by r.id order by r.id`),
    due: planNight(await ledgerRows(executor, 'day'), dayOf(now), now).map(({ day, why, fetchedAt }) => ({
      day,
      why,
      fetched_at: fetchedAt === null ? null : isoInstantOf(fetchedAt),
    })),
    waiting: await waitingAt(executor, listed, now),
    quarantined: open?.quarantined ?? 0,
    unloaded: await countLeftBehind(executor),
    drifted: open?.drifted ?? 0,
  }
}

type Listed = (rest: SQL) => Promise<ListingRow[]>

/** Orders days first, then the other kinds as in the model. */
function placeOf(column: string): SQL {
  return sql.raw(`array_position(array['${LISTING_KINDS.join("', '")}'], ${column})`)
}

async function newestOfEachKind(listed: Listed): Promise<ListingRow[]> {
  return listed(sql`
    join (select kind, key, row_number() over (
        partition by kind order by case when kind in ('day', 'week', 'month') then key end desc, fetched_at desc nulls last, key
      ) as place from stored_listings) ranked using (kind, key)
    where place <= ${LISTINGS_SHOWN} order by ${placeOf('l.kind')}, place`)
}

/** Finds waiting listings; a retry comes before the next reading. */
async function waitingAt(
  executor: Executor,
  listed: Listed,
  now: Temporal.Instant,
): Promise<Status['waiting']> {
  const at = sql.raw(AT)
  const later = sql`where ${at} > ${isoInstant(now)}::timestamptz`
  const [row] = await executor.rows<Omit<Status['waiting'], 'next'> & Record<string, unknown>>(sql`
    select count(*)::int as count, (count(*) filter (where kind = 'paper'))::int as paper_pages,
      ${iso(`min(${AT}) filter (where kind = 'paper')`)} as first_page_at
    from stored_listings ${later}`)
  return {
    ...(row ?? { count: 0, paper_pages: 0, first_page_at: null }),
    next: await listed(sql`${later} order by l.kind = 'paper', ${at}, l.key limit ${WAITING_SHOWN}`),
  }
}
