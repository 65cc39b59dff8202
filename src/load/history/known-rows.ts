import { sql } from '../../base/sql.ts'
import { type Listing, listingName } from '../../model/listing.ts'
import { iso } from '../warehouse/sql-text.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { Counts } from '../../model/outside-count.ts'
import type { Appearance, ListFold } from './fold-list.ts'
import { NO_COUNTS } from './fold-counts.ts'
import { COLUMNS, type PaperRow, type PaperStart } from './fold-paper.ts'

/** A paper as it stands in the warehouse, and when a believed reading or an outside source last saw it. */
export interface KnownPaper extends PaperStart {
  readonly lastSeen: string
}

/** Columns of instants: they are read as text, in the form that the records have. */
const INSTANTS: ReadonlySet<string> = new Set(['published_at', 'submitted_at', 'withdrawn_at'])

/** The papers of a batch that are in the warehouse. */
export async function knownPapers(
  tx: Executor,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, KnownPaper>> {
  if (paperIds.length === 0) return new Map()
  const columns = sql.join(
    COLUMNS.map((name) =>
      INSTANTS.has(name) ? sql`${iso(`p.${name}`)} as ${sql.identifier(name)}` : sql.raw(`p.${name}`),
    ),
    sql`, `,
  )
  const rows = await tx.rows<
    Record<string, unknown> & { id: string; last_seen: string | null; counts: Counts | null }
  >(sql`
    select p.id, ${columns}, ${iso('greatest(seen.last, elsewhere.last)')} as last_seen, counted.counts
    from stored_papers p
    left join lateral (
      select max(coalesce(a.last_seen, l.last_read_at)) as last
      from stored_appearances a join stored_listings l on l.kind = a.kind and l.key = a.key
      where a.paper_id = p.id
    ) seen on true
    left join lateral (
      select max(e.observed_at) as last from outside_counts e where e.paper_id = p.id
    ) elsewhere on true
    left join lateral (
      select json_build_object('upvotes', s.upvotes, 'comments', s.comments, 'stars', s.stars) as counts
      from stored_snapshots s where s.paper_id = p.id order by s.observed_at desc limit 1
    ) counted on true
    where p.id = any(${textArray(paperIds)})`)
  return new Map(
    rows.map(({ id, last_seen, counts, ...row }) => [
      id,
      { row: row as PaperRow, counts: counts ?? NO_COUNTS, lastSeen: last_seen ?? '' },
    ]),
  )
}

/** Listings as far as they have been gone through: who is on them, and what is known of some other papers on them. */
export async function knownAppearances(
  tx: Executor,
  asked: readonly { readonly listing: Listing; readonly paperIds: readonly string[] }[],
): Promise<ReadonlyMap<string, ListFold>> {
  if (asked.length === 0) return new Map()
  const parameter = jsonParameter(
    asked.map(({ listing, paperIds }) => ({ ...listing, ids: [...new Set(paperIds)] })),
  )
  const rows = await tx.rows<
    Listing & { lastWhole: string | null; appearance: Appearance | null } & Record<string, unknown>
  >(sql`
    select l.kind, l.key, ${iso('l.last_read_at')} as "lastWhole",
      case when p.paper_id is not null then jsonb_build_object('paperId', p.paper_id, 'rank', p.rank,
        'submittedById', p.submitted_by_id, 'submittedAt', ${iso('p.submitted_at')}, 'note', p.note,
        'firstSeen', ${iso('p.first_seen')}, 'lastSeen', ${iso('p.last_seen')}, 'goneAt', ${iso('p.gone_at')},
        'captureId', p.capture_id::text, 'runId', p.run_id::text) end as appearance
    from jsonb_to_recordset(${parameter}) as a(kind text, key text, ids jsonb)
    join stored_listings l on l.kind = a.kind and l.key = a.key
    left join stored_appearances p on p.kind = a.kind and p.key = a.key
      and (p.gone_at is null or p.paper_id in (select jsonb_array_elements_text(a.ids)))`)
  return new Map(
    [...Map.groupBy(rows, (row) => listingName(row))].map(([name, each]) => [
      name,
      {
        lastWhole: each[0]?.lastWhole ?? null,
        appearances: new Map(
          each.flatMap(({ appearance }) => (appearance ? [[appearance.paperId, appearance] as const] : [])),
        ),
      },
    ]),
  )
}
