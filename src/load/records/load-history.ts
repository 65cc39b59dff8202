import { sql } from 'drizzle-orm'
import type { Listing } from '../../model/listing.ts'
import type { Entry, Paper } from '../../model/records.ts'
import type { Resolve } from './load-parties.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { observations } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, jsonParameter } from '../warehouse/warehouse.ts'

/** Stores what this reading of the listing held: ids, ranks and counts. All other history is derived from these. */
export async function loadObservation(
  tx: Executor,
  listing: Listing,
  read: { readonly complete: boolean; readonly entries: readonly Entry[]; readonly papers: readonly Paper[] },
  lineage: Lineage,
): Promise<number> {
  const paperOf = new Map(read.papers.map((paper) => [paper.id, paper]))
  const { run_id, capture_id, observed_at } = lineage
  return upsertChanged(tx, {
    table: observations,
    key: ['kind', 'key', 'observed_at'],
    rows: [
      {
        kind: listing.kind,
        key: listing.key,
        observed_at,
        complete: read.complete,
        paper_ids: read.entries.map(({ paperId }) => paperId),
        ranks: read.entries.map(({ rank }) => rank),
        upvotes: read.entries.map(({ paperId }) => paperOf.get(paperId)?.upvotes ?? null),
        comments: read.entries.map(({ paperId }) => paperOf.get(paperId)?.comments ?? null),
        stars: read.entries.map(({ paperId }) => paperOf.get(paperId)?.stars ?? null),
        run_id,
        capture_id,
      },
    ],
  })
}

/**
 * Derives the appearances of a listing from all its observations: first and last seen, the latest rank, and when a
 * paper had left. The order in which captures are loaded does not matter.
 *
 * `last_seen` stays null while a paper is on the list: then it was seen when the listing was last read, and a night
 * without news writes nothing here.
 */
export async function loadAppearances(
  tx: Executor,
  listing: Listing,
  entries: readonly Entry[],
  account: Resolve,
  { run_id, capture_id, observed_at }: Lineage,
): Promise<number> {
  const submissions = entries.map((entry) => ({
    paper_id: entry.paperId,
    submitted_by_id: account(entry.submittedBy),
    submitted_at: entry.submittedAt,
    note: entry.note,
  }))
  const { kind, key } = listing
  const rows = await tx.rows<{ count: number }>(sql`
    with log as (
      select o.observed_at, held.paper_id, o.ranks[held.place] as rank
      from observations o cross join lateral unnest(o.paper_ids) with ordinality as held(paper_id, place)
      where o.kind = ${kind} and o.key = ${key}
    ), held as (
      select paper_id, min(observed_at) as first_seen, max(observed_at) as last_at,
        (array_agg(rank order by observed_at desc))[1] as rank
      from log group by paper_id
    ), whole as (
      select observed_at from observations where kind = ${kind} and key = ${key} and complete
    ), span as (
      select held.*, (select min(w.observed_at) from whole w where w.observed_at > held.last_at) as gone_at,
        held.last_at = (select max(w.observed_at) from whole w) as in_last_read
      from held
    ), written as (
      insert into appearances
        (kind, key, paper_id, rank, submitted_by_id, submitted_at, note, first_seen, last_seen, gone_at,
          run_id, capture_id)
      select ${kind}, ${key}, s.paper_id, s.rank,
        case when told.newest or known.paper_id is null then told.submitted_by_id else known.submitted_by_id end,
        case when told.newest or known.paper_id is null then told.submitted_at else known.submitted_at end,
        case when told.newest or known.paper_id is null then told.note else known.note end,
        s.first_seen, case when s.in_last_read is not true then s.last_at end, s.gone_at,
        ${run_id}::bigint, ${capture_id}::bigint
      from span s
      left join lateral (
        select t.submitted_by_id, t.submitted_at, t.note, s.last_at = ${observed_at}::timestamptz as newest
        from jsonb_to_recordset(${jsonParameter(submissions)})
          as t(paper_id text, submitted_by_id text, submitted_at timestamptz, note text)
        where t.paper_id = s.paper_id
      ) told on true
      left join appearances known on known.kind = ${kind} and known.key = ${key} and known.paper_id = s.paper_id
      on conflict (kind, key, paper_id) do update set
        rank = excluded.rank, submitted_by_id = excluded.submitted_by_id, submitted_at = excluded.submitted_at,
        note = excluded.note, first_seen = excluded.first_seen, last_seen = excluded.last_seen, gone_at = excluded.gone_at,
        run_id = excluded.run_id, capture_id = excluded.capture_id
      where (appearances.rank, appearances.submitted_by_id, appearances.submitted_at, appearances.note, appearances.first_seen,
          appearances.last_seen, appearances.gone_at)
        is distinct from (excluded.rank, excluded.submitted_by_id, excluded.submitted_at, excluded.note, excluded.first_seen,
          excluded.last_seen, excluded.gone_at)
      returning 1
    )
    select count(*)::int as count from written`)
  return rows[0]?.count ?? 0
}

/** Writes a snapshot for each paper whose votes, comments or stars differ from its last one. */
export async function loadSnapshots(
  tx: Executor,
  batch: readonly Paper[],
  lineage: Lineage,
): Promise<number> {
  const { run_id, capture_id, observed_at } = lineage
  const counts = batch.map(({ id, upvotes, comments, stars }) => ({ paper_id: id, upvotes, comments, stars }))
  const rows = await tx.rows<{ count: number }>(sql`
    with told as (
      select r.paper_id, coalesce(r.upvotes, s.upvotes) as upvotes, coalesce(r.comments, s.comments) as comments,
        coalesce(r.stars, s.stars) as stars, s.upvotes as old_upvotes, s.comments as old_comments, s.stars as old_stars
      from jsonb_to_recordset(${jsonParameter(counts)}) as r(paper_id text, upvotes int, comments int, stars int)
      left join lateral (
        select upvotes, comments, stars from snapshots
        where paper_id = r.paper_id and observed_at <= ${observed_at}::timestamptz
        order by observed_at desc limit 1
      ) s on true
    ), written as (
      insert into snapshots (paper_id, observed_at, upvotes, comments, stars, run_id, capture_id)
      select paper_id, ${observed_at}::timestamptz, upvotes, comments, stars, ${run_id}::bigint, ${capture_id}::bigint
      from told where (upvotes, comments, stars) is distinct from (old_upvotes, old_comments, old_stars)
      order by paper_id
      on conflict (paper_id, observed_at) do update set
        upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars,
        run_id = excluded.run_id, capture_id = excluded.capture_id
      returning 1
    )
    select count(*)::int as count from written`)
  return rows[0]?.count ?? 0
}

/**
 * Derives the snapshots of some papers anew from all observations that hold them. For captures that are loaded out
 * of time order: a value between two known ones may make a later snapshot needed, or needless.
 */
export async function rebuildSnapshots(tx: Executor, paperIds: readonly string[]): Promise<number> {
  if (paperIds.length === 0) return 0
  const rows = await tx.rows<{ count: number }>(sql`
    with seen as (
      select distinct on (a.paper_id, o.observed_at) a.paper_id, o.observed_at, o.run_id, o.capture_id,
        o.upvotes[p.place] as upvotes, o.comments[p.place] as comments, o.stars[p.place] as stars
      from jsonb_array_elements_text(${jsonParameter(paperIds)}) as target(paper_id)
      join appearances a on a.paper_id = target.paper_id
      join observations o on o.kind = a.kind and o.key = a.key
      cross join lateral (select array_position(o.paper_ids, a.paper_id) as place) p
      where p.place is not null
      order by a.paper_id, o.observed_at, o.kind, o.key
    ), numbered as (
      select *, count(upvotes) over paper as u, count(comments) over paper as c, count(stars) over paper as s
      from seen window paper as (partition by paper_id order by observed_at)
    ), carried as (
      select paper_id, observed_at, run_id, capture_id,
        max(upvotes) over (partition by paper_id, u) as upvotes,
        max(comments) over (partition by paper_id, c) as comments,
        max(stars) over (partition by paper_id, s) as stars
      from numbered
    ), changed as (
      select * from (
        select *, (upvotes, comments, stars) is distinct from (lag(upvotes) over paper, lag(comments) over paper,
          lag(stars) over paper) as differs
        from carried window paper as (partition by paper_id order by observed_at)
      ) compared where differs
    ), dropped as (
      delete from snapshots old
      where old.paper_id in (select jsonb_array_elements_text(${jsonParameter(paperIds)}))
        and not exists (
          select 1 from changed c where c.paper_id = old.paper_id and c.observed_at = old.observed_at)
      returning 1
    ), written as (
      insert into snapshots (paper_id, observed_at, upvotes, comments, stars, run_id, capture_id)
      select paper_id, observed_at, upvotes, comments, stars, run_id, capture_id from changed order by paper_id
      on conflict (paper_id, observed_at) do update set
        upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars,
        run_id = excluded.run_id, capture_id = excluded.capture_id
      where (snapshots.upvotes, snapshots.comments, snapshots.stars)
        is distinct from (excluded.upvotes, excluded.comments, excluded.stars)
      returning 1
    )
    select (select count(*) from dropped)::int + (select count(*) from written)::int as count`)
  return rows[0]?.count ?? 0
}
