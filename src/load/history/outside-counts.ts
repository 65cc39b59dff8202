import { sql } from '../../base/sql.ts'
import { compareSightings } from '../../model/sighting-order.ts'
import type { OutsideCount } from '../../model/outside-count.ts'
import { lockLoads } from '../ledger/lock-loads.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { foldCounts, NO_COUNTS } from './fold-counts.ts'
import { fromFirstState } from './fold-paper.ts'
import { loggedCounts, loggedSightings, type Target } from './read-log.ts'
import { writeSnapshots } from './write-history.ts'

/** How many papers, and about how many outside counts, are derived at once. */
const PAPERS_AT_ONCE = 300
const COUNTS_AT_ONCE = 50_000

/** What a change of the log of outside counts did. */
export interface OutsideChange {
  /** Rows inserted, updated or taken out, by table. */
  readonly rows: Readonly<Record<'outside_counts' | 'snapshots', number>>
  /** Counts of the papers concerned of which two sources say different things. */
  readonly conflicts: number
}

/**
 * Puts counts of another collector into the log, one statement a batch, and derives the snapshots of their papers anew.
 * What is there already is not written again. Papers that nothing else tells of are left alone: their counts show
 * once they are known.
 */
export async function addOutsideCounts(
  tx: Executor,
  source: string,
  batches: AsyncIterable<readonly OutsideCount[]>,
  runId: string,
): Promise<OutsideChange> {
  await notePapers(tx)
  let added = 0
  for await (const batch of batches) {
    const [row] = await tx.rows<{ count: number }>(sql`
      with written as (
        insert into outside_counts (paper_id, observed_at, source, upvotes, comments, stars, run_id)
        select l."paperId", l."observedAt", ${source}, l.upvotes, l.comments, l.stars, ${runId}::bigint
        from jsonb_to_recordset(${jsonParameter(batch)})
          as l("paperId" text, "observedAt" timestamptz, upvotes int, comments int, stars int)
        on conflict do nothing returning paper_id
      ), noted as (
        insert into papers_counted select distinct paper_id from written on conflict do nothing
      )
      select count(*)::int as count from written`)
    added += row?.count ?? 0
  }
  return deriveNoted(tx, added)
}

/** Takes out all that an outside source told: the tables end up as if it had never been imported. */
export async function forgetOutsideCounts(tx: Executor, source: string): Promise<OutsideChange> {
  await notePapers(tx)
  const [row] = await tx.rows<{ count: number }>(sql`
    with gone as (delete from outside_counts where source = ${source} returning paper_id),
    noted as (insert into papers_counted select distinct paper_id from gone)
    select count(*)::int as count from gone`)
  return deriveNoted(tx, row?.count ?? 0)
}

/** The names of all outside sources, in order. */
export async function outsideSources(executor: Executor): Promise<string[]> {
  const rows = await executor.rows<{ source: string }>(sql`
    select distinct source collate "C" as source from outside_counts order by 1`)
  return rows.map(({ source }) => source)
}

/** A list of the papers whose counts change, kept by the database: there may be many. */
async function notePapers(tx: Executor): Promise<void> {
  await tx.rows(sql`drop table if exists pg_temp.papers_counted`)
  await tx.rows(sql`create temporary table papers_counted (paper_id text primary key) on commit drop`)
}

async function deriveNoted(tx: Executor, outside_counts: number): Promise<OutsideChange> {
  // Not before: a crawl need not wait while a large file is read.
  await lockLoads(tx)
  let snapshots = 0
  let conflicts = 0
  for (let last = ''; ;) {
    const next = await tx.rows<{ paper_id: string; counts: number }>(sql`
      select n.paper_id, (select count(*)::int from outside_counts e where e.paper_id = n.paper_id) as counts
      from papers_counted n where n.paper_id > ${last}
      order by n.paper_id limit ${PAPERS_AT_ONCE}`)
    let total = 0
    const batch = next.filter(({ counts }, index) => (total += counts) <= COUNTS_AT_ONCE || index === 0)
    const paperIds = batch.map(({ paper_id }) => paper_id)
    const end = paperIds.at(-1)
    if (end === undefined) break
    last = end
    snapshots += await deriveSnapshots(tx, paperIds)
    const [row] = await tx.rows<{ count: number }>(sql`
      select count(*)::int as count from history_conflicts where paper_id = any(${textArray(paperIds)})`)
    conflicts += row?.count ?? 0
  }
  return { rows: { outside_counts, snapshots }, conflicts }
}

/** Derives the snapshots of papers anew from the log, and nothing else: no outside count shows anywhere else. */
async function deriveSnapshots(tx: Executor, paperIds: readonly string[]): Promise<number> {
  const targets = await tx.rows<Target & Record<string, unknown>>(sql`
    select paper_id, kind, key from stored_appearances where paper_id = any(${textArray(paperIds)})`)
  const known = new Set(targets.map(({ paper_id }) => paper_id))
  const sightings = Map.groupBy(await loggedSightings(tx, targets), ({ paperId }) => paperId)
  const outside = await loggedCounts(tx, [...known])
  const folded = [...known].map((id) => {
    const each = (sightings.get(id) ?? []).toSorted(compareSightings)
    const seen = fromFirstState(
      each.map((sighting) => ({ ...sighting, state: sighting.stateHash ?? undefined })),
    )
    return { id, snapshots: foldCounts(NO_COUNTS, seen, outside.get(id) ?? []) }
  })
  return writeSnapshots(tx, folded, known)
}
