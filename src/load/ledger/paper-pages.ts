import { sql } from '../../base/sql.ts'
import { type Day, isoInstant } from '../../model/day.ts'
import { MOVED_VOTES, PAGE_READ_DAYS, PAGE_TRIES, type PageFacts } from '../../model/due.ts'
import { iso } from '../warehouse/sql-text.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** A listed paper, with the state of its own page in the ledger. Instants are ISO 8601, UTC. */
export interface PaperPageRow extends PageFacts, Record<string, unknown> {
  readonly paper_id: string
}

/** Papers to search for due pages. */
export interface PaperPageRange {
  /** The first days of the papers, both included; unset means no bound. */
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly now: Temporal.Instant
}

/**
 * Finds papers whose own page may be due: it never answered, its last planned reading came after its last attempt, it has a retry,
 * or it won votes since. Starts at the lists of the range, so that the rest of the warehouse costs nothing.
 */
export async function duePaperPages(
  executor: Executor,
  { from, to, now }: PaperPageRange,
): Promise<PaperPageRow[]> {
  const at = sql`${isoInstant(now)}::timestamptz`
  const turns = sql.raw(`array[${PAGE_READ_DAYS.join(', ')}]`)
  const since = (column: string) =>
    from === undefined ? sql`true` : sql`${sql.raw(column)} >= ${from}::date`
  const until = (column: string) => (to === undefined ? sql`true` : sql`${sql.raw(column)} <= ${to}::date`)
  return executor.rows<PaperPageRow>(sql`
    select f.paper_id, f.first_day::text as first_day, p.upvotes, read.upvotes as upvotes_read,
      ${iso('t.fetched_at')} as fetched_at, ${iso('t.tried_at')} as tried_at, t.attempts,
      ${iso('t.next_retry_at')} as next_retry_at, t.reason
    from (
      select listed.paper_id, (
        select min(d.day) from stored_appearances e join stored_listings d using (kind, key)
        where e.paper_id = listed.paper_id and e.kind = 'day'
      ) as first_day
      from (
        select distinct a.paper_id from stored_listings l join stored_appearances a using (kind, key)
        where l.kind = 'day' and ${since('l.day')} and ${until('l.day')}
      ) listed
    ) f
    cross join lateral (
      select max(f.first_day + days) as day from unnest(${turns}) as turn(days)
      where f.first_day + days <= (${at} at time zone 'UTC')::date
    ) turn
    join stored_papers p on p.id = f.paper_id
    left join lateral (
      select l.fetched_at, l.attempts, l.next_retry_at, l.reason,
        greatest(l.fetched_at, (l.failure ->> 'at')::timestamptz) as tried_at
      from stored_listings l where l.kind = 'paper' and l.key = f.paper_id
    ) t on true
    left join lateral (
      select s.upvotes from stored_snapshots s
      where s.paper_id = f.paper_id and s.observed_at <= t.fetched_at and s.upvotes is not null
      order by s.observed_at desc limit 1
    ) read on true
    where turn.day is not null and ${since('f.first_day')}
      and (t.tried_at is null or t.tried_at < turn.day::timestamp at time zone 'UTC'
        or (t.next_retry_at <= ${at} and t.attempts < ${PAGE_TRIES})
        or p.upvotes - read.upvotes >= ${MOVED_VOTES})
    order by f.first_day desc, f.paper_id`)
}

/** Finds papers for which the site has said since an instant that it has no page. */
export async function vanishedPapers(
  executor: Executor,
  paperIds: readonly string[],
  since: Temporal.Instant,
): Promise<string[]> {
  const rows = await executor.rows<{ key: string }>(sql`
    select c.key from captures c
    where c.kind = 'paper' and c.key = any(${textArray(paperIds)}) and c.outcome = 'not-found'
      and c.fetched_at >= ${isoInstant(since)}::timestamptz
    order by c.key`)
  return rows.map(({ key }) => key)
}
