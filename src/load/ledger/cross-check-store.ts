import { sql } from '../../base/sql.ts'
import { isoInstant } from '../../model/day.ts'
import type { Listing } from '../../model/listing.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** A list as it was last read from its page. */
export interface LastRead {
  readonly listing: Listing
  /** Votes by paper id; null where the page had none. */
  readonly votes: ReadonlyMap<string, number | null>
}

/** Reads the lists of days that a run read completely from their pages, newest first. */
export async function daysReadBy(executor: Executor, runId: string): Promise<readonly LastRead[]> {
  const rows = await executor.rows<{ key: string; ids: string[]; votes: (number | null)[] }>(sql`
    select o.key, o.paper_ids as ids, o.upvotes as votes
    from stored_observations o join captures c on c.id = o.capture_id
    where o.run_id = ${runId}::bigint and o.kind = 'day' and o.complete and c.form = 'page'
      and cardinality(o.paper_ids) > 0
    order by o.key desc`)
  return rows.map(({ key, ids, votes }) => ({
    listing: { kind: 'day', key },
    votes: new Map(ids.map((id, place) => [id, votes[place] ?? null])),
  }))
}

/** Result of a comparison. */
export interface CrossCheck {
  readonly listing: Listing
  readonly checkedAt: Temporal.Instant
  readonly onPage: number
  readonly inApi: number
  readonly onlyOnPage: readonly string[]
  readonly onlyInApi: readonly string[]
  /** Papers whose votes differ by more than the tolerance. */
  readonly otherVotes: readonly string[]
  readonly agrees: boolean
}

/** Records a comparison. */
export async function recordCrossCheck(executor: Executor, check: CrossCheck, runId: string): Promise<void> {
  const { listing, checkedAt, onPage, inApi, onlyOnPage, onlyInApi, otherVotes, agrees } = check
  await executor.rows(sql`
    insert into cross_checks
      (kind, key, checked_at, on_page, in_api, only_on_page, only_in_api, other_votes, agrees, run_id)
    values (${listing.kind}, ${listing.key}, ${isoInstant(checkedAt)}::timestamptz, ${onPage}, ${inApi},
      ${textArray(onlyOnPage)}, ${textArray(onlyInApi)}, ${textArray(otherVotes)}, ${agrees}, ${runId}::bigint)
    on conflict do nothing`)
}
