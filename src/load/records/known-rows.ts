import { sql } from 'drizzle-orm/sql/sql'
import { type Listing, listingName } from '../../model/listing.ts'
import { iso } from '../warehouse/sql-text.ts'
import { type Executor, jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Appearance, ListFold } from './fold-list.ts'
import { COLUMNS, type PaperRow } from './fold-paper.ts'

/** A paper as it stands in the warehouse, and when a believed reading last saw it. */
export interface KnownPaper {
  readonly row: PaperRow
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
  const rows = await tx.rows<Record<string, unknown> & { id: string; last_seen: string | null }>(sql`
    select p.id, ${columns}, ${iso('seen.last')} as last_seen
    from papers p
    left join lateral (
      select max(coalesce(a.last_seen, l.last_read_at)) as last
      from appearances a join listings l on l.kind = a.kind and l.key = a.key
      where a.paper_id = p.id
    ) seen on true
    where p.id = any(${textArray(paperIds)})`)
  return new Map(
    rows.map(({ id, last_seen, ...row }) => [id, { row: row as PaperRow, lastSeen: last_seen ?? '' }]),
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
    join listings l on l.kind = a.kind and l.key = a.key
    left join appearances p on p.kind = a.kind and p.key = a.key
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
