import { sql } from 'drizzle-orm'
import type { ListingReading } from '../../model/reading.ts'
import type { Comment, LinkedRepository, Reference } from '../../model/records.ts'
import type { Resolve } from './load-parties.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { comments, linkedRepositories, paperUpvoters } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import type { Executor } from '../warehouse/warehouse.ts'

/** How many rows of each kind were inserted or updated. */
export interface PaperPageWritten {
  /** Papers whose rank of the day is another one. */
  readonly papers: number
  readonly comments: number
  readonly upvoters: number
  readonly linked: number
}

const NOTHING: PaperPageWritten = { papers: 0, comments: 0, upvoters: 0, linked: 0 }

/**
 * Loads what only a paper's own page tells. The page shows some upvoters and links only, and comments get deleted, so
 * rows that it lacks stay. An older page that comes later adds what was not known and leaves newer rows as they are.
 * The page's observation must be loaded before.
 */
export async function loadPaperPage(
  tx: Executor,
  { paperPage, entries, listing }: ListingReading,
  account: Resolve,
  lineage: Lineage,
): Promise<PaperPageWritten> {
  // A paper that could not be read is in quarantine: there is nothing to hang the rest on.
  const paperId = entries[0]?.paperId
  if (!paperPage || paperId === undefined) return NOTHING
  const target = { tx, paperId, lineage }
  return {
    papers: paperPage.dailyRank === null ? 0 : await loadDailyRank(target, listing.key, paperPage.dailyRank),
    comments: await loadComments(target, paperPage.comments ?? [], account),
    upvoters: await loadUpvoters(target, paperPage.upvoters ?? [], account),
    linked: await loadLinked(target, paperPage.linked ?? []),
  }
}

interface Target {
  readonly tx: Executor
  readonly paperId: string
  readonly lineage: Lineage
}

/** No list tells this rank, so it is compared with other readings of the paper's own page only. */
async function loadDailyRank({ tx, paperId, lineage }: Target, key: string, rank: number): Promise<number> {
  const { run_id, capture_id, observed_at } = lineage
  const rows = await tx.rows<{ count: number }>(sql`
    with written as (
      update papers set daily_rank = ${rank}::int, run_id = ${run_id}::bigint, capture_id = ${capture_id}::bigint
      where id = ${paperId} and daily_rank is distinct from ${rank}::int
        and (daily_rank is null or not exists (
          select 1 from observations o
          where o.kind = 'paper' and o.key = ${key} and o.observed_at > ${observed_at}::timestamptz))
      returning 1
    )
    select count(*)::int as count from written`)
  return rows[0]?.count ?? 0
}

async function loadComments(
  { tx, paperId, lineage }: Target,
  thread: readonly Comment[],
  account: Resolve,
): Promise<number> {
  const rows = thread.map((comment) => ({
    id: comment.id,
    paper_id: paperId,
    parent_id: comment.parentId,
    position: comment.position,
    account_id: account(comment.author),
    kind: comment.kind,
    text: comment.text,
    created_at: comment.createdAt,
    edited_at: comment.editedAt,
    hidden: comment.hidden,
    reactions: comment.reactions,
    ...lineage,
  }))
  return upsertChanged(tx, {
    table: comments,
    key: ['id'],
    rows: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
    updateWhere: sql`excluded.observed_at >= comments.observed_at`,
  })
}

async function loadUpvoters(
  { tx, paperId, lineage }: Target,
  upvoters: readonly Reference[],
  account: Resolve,
): Promise<number> {
  const { run_id, capture_id, observed_at } = lineage
  const accountIds = new Set(upvoters.map((upvoter) => account(upvoter)).filter((id) => id !== null))
  return upsertChanged(tx, {
    table: paperUpvoters,
    key: ['paper_id', 'account_id'],
    rows: [...accountIds].sort().map((account_id) => {
      return { paper_id: paperId, account_id, first_seen: observed_at, run_id, capture_id }
    }),
    updateWhere: sql`excluded.first_seen < paper_upvoters.first_seen`,
  })
}

async function loadLinked(
  { tx, paperId, lineage }: Target,
  linked: readonly LinkedRepository[],
): Promise<number> {
  return upsertChanged(tx, {
    table: linkedRepositories,
    key: ['paper_id', 'kind', 'name'],
    rows: linked.map(({ kind, name, position, likes, downloads }) => {
      return { paper_id: paperId, kind, name, position, likes, downloads, ...lineage }
    }),
    // A page has no likes and downloads, the API has.
    keepKnown: true,
    updateWhere: sql`excluded.observed_at >= linked_repositories.observed_at`,
  })
}
