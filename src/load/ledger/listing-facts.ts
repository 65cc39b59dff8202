import { sql } from '../../base/sql.ts'
import { type Listing, listingName } from '../../model/listing.ts'
import { CAPTURE_SOURCE, iso } from '../warehouse/sql-text.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { jsonParameter } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import {
  type Answer,
  deriveListing,
  type ListingFacts,
  type ReadList,
  type Unanswered,
} from './derive-listing.ts'

interface FactsRow extends Record<string, unknown>, Listing {
  readonly failure: Unanswered | null
  readonly listed: number
  readonly ever_listed: boolean
  readonly answers: readonly Answer[] | null
  readonly newest: ReadList | null
  readonly wholes: readonly ReadList[] | null
  readonly hold_flags: readonly string[] | null
  readonly on_hold_since: string | null
}

/**
 * Derives the ledger's rows of some listings anew from their answers. A row that would stay as it
 * is is not touched.
 *
 * @returns number of changed rows
 */
export async function deriveListings(
  tx: Executor,
  asked: readonly Listing[],
  runId: string,
): Promise<number> {
  const facts = await listingFacts(tx, asked)
  return upsertChanged(tx, {
    table: 'stored_listings',
    key: ['kind', 'key'],
    withLineage: true,
    rows: facts
      .toSorted((a, b) => (listingName(a) < listingName(b) ? -1 : 1))
      .map((each) => ({ kind: each.kind, key: each.key, ...deriveListing(each), run_id: runId })),
  })
}

const READ_LIST = sql.raw(`'kind', o.kind, 'key', o.key, 'source', o.source, 'complete', o.complete,
  'layoutChanged', o.layout_changed, 'count', cardinality(o.paper_ids), 'rejected', o.rejected, 'flags', o.flags,
  'reason', o.reason, 'contentHash', o.content_hash, 'previousKey', o.previous_key, 'nextKey', o.next_key`)
const LATEST_FIRST = sql.raw(`order by o.observed_at desc, o.source collate "C" desc`)

async function listingFacts(tx: Executor, asked: readonly Listing[]): Promise<ListingFacts[]> {
  const readList = sql`jsonb_build_object('observedAt', ${iso('o.observed_at')}, ${READ_LIST})`
  const rows = await tx.rows<FactsRow>(sql`
    with asked as (select * from jsonb_to_recordset(${jsonParameter(asked)}) as a(kind text, key text))
    select l.kind, l.key, l.failure,
      (select count(*)::int from stored_appearances p where p.kind = l.kind and p.key = l.key and p.gone_at is null) as listed,
      exists (select 1 from stored_observations o where o.kind = l.kind and o.key = l.key and not o.on_hold
        and cardinality(o.paper_ids) + o.rejected > 0) or exists (
        select 1 from captures c where c.kind = l.kind and c.key = l.key and c.outcome = 'text') as ever_listed,
      (select ${readList} from stored_observations o where o.kind = l.kind and o.key = l.key and not o.on_hold
        ${LATEST_FIRST} limit 1) as newest,
      (select jsonb_agg(o.list) from (
        select ${readList} as list from stored_observations o
        where o.kind = l.kind and o.key = l.key and not o.on_hold and o.complete and o.rejected = 0
          ${LATEST_FIRST} limit 2
      ) o) as wholes,
      (select to_jsonb(o.flags) from stored_observations o where o.kind = l.kind and o.key = l.key and o.on_hold
        ${LATEST_FIRST} limit 1) as hold_flags,
      (select ${iso('min(o.observed_at)')} from stored_observations o where o.kind = l.kind and o.key = l.key and o.on_hold
        and o.observed_at > coalesce((select max(w.observed_at) from stored_observations w
          where w.kind = l.kind and w.key = l.key and not w.on_hold and w.complete), '-infinity')) as on_hold_since,
      (select jsonb_agg(jsonb_build_object('observedAt', ${iso('c.fetched_at')}, 'kind', c.kind, 'key', c.key,
          'source', c.source, 'outcome', c.outcome, 'onHold', c.on_hold, 'reason', coalesce(c.hold_reason, c.reason),
          'found', c.found, 'retryAt', ${iso('c.retry_at')}, 'parserVersion', c.parser_version, 'era', c.era,
          'token', c.token::text, 'captureId', c.id::text, 'runId', c.run_id::text))
        from (
          select f.*, coalesce(max(f.fetched_at) filter (where f.is_list) over (),
            max(f.fetched_at) filter (where f.outcome = 'redirected') over ()) as last_good
          from (
            select c.*, ${CAPTURE_SOURCE} as source, coalesce(o.on_hold, false) as on_hold,
              case when o.on_hold then o.reason end as hold_reason,
              c.outcome in ('listing', 'text') and o.on_hold is not true as is_list
            from captures c
            left join stored_observations o on o.kind = c.kind and o.key = c.key and o.observed_at = c.fetched_at
              and o.source = ${CAPTURE_SOURCE}
            where c.kind = l.kind and c.key = l.key and c.outcome is not null
          ) f
        ) c
        where c.last_good is null or c.fetched_at >= c.last_good) as answers
    from asked join stored_listings l using (kind, key)`)
  return rows.map((row) => ({
    kind: row.kind,
    key: row.key,
    answers: row.answers ?? [],
    newest: row.newest,
    whole: row.wholes?.[0] ?? null,
    wholeBefore: row.wholes?.[1] ?? null,
    listed: row.listed,
    everListed: row.ever_listed,
    onHold: row.hold_flags && row.on_hold_since ? { flags: row.hold_flags, since: row.on_hold_since } : null,
    failure: row.failure,
  }))
}
