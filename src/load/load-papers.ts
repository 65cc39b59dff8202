import { sql } from 'drizzle-orm'
import type { Listing } from '../model/listing.ts'
import type { Paper } from '../model/records.ts'
import { titleKey } from '../model/title-key.ts'
import type { Lineage, Resolve } from './load-parties.ts'
import { paperAuthors, papers } from './schema.ts'
import { upsertChanged } from './upsert-changed.ts'
import { type Executor, jsonParameter } from './warehouse.ts'

/** How many rows of papers and of their authors were inserted or updated. */
export interface PapersWritten {
  readonly papers: number
  readonly authors: number
}

/** What `loadPapers` needs beside the papers. */
export interface LoadPapersOptions {
  readonly account: Resolve
  readonly organization: Resolve
  readonly lineage: Lineage
  /** True when the capture's form carries only some fields: known values stay where it has none. */
  readonly partialFields: boolean
}

/** Upserts papers and their authors. The papers must be the newest sighting of each; see `findSeenLater`. */
export async function loadPapers(
  tx: Executor,
  batch: readonly Paper[],
  { account, organization, lineage, partialFields }: LoadPapersOptions,
): Promise<PapersWritten> {
  const sorted = batch.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const written = await upsertChanged(tx, {
    table: papers,
    key: ['id'],
    // A list without the suffix of a version does not say that there is none.
    keepKnown: partialFields || ['version'],
    rows: sorted.map((paper) => ({
      id: paper.id,
      version: paper.version,
      title: paper.title,
      title_key: titleKey(paper.title),
      abstract: paper.abstract,
      published_at: paper.publishedAt,
      submitted_at: paper.submittedAt,
      submitted_by_id: account(paper.submittedBy),
      organization_id: organization(paper.organization),
      upvotes: paper.upvotes,
      comments: paper.comments,
      stars: paper.stars,
      repository: paper.repository,
      repository_name: paper.repositoryName,
      repository_added_by: paper.repositoryAddedBy,
      project_page: paper.projectPage,
      discussion_id: paper.discussionId,
      thumbnail_url: paper.thumbnailUrl,
      media_urls: paper.mediaUrls,
      keywords: paper.keywords,
      ai_summary: paper.aiSummary,
      ai_summary_model: paper.aiSummaryModel,
      author_participating: paper.authorParticipating,
      withdrawn_at: paper.withdrawnAt,
      author_count: paper.authorCount,
      extra: paper.extra,
      ...lineage,
    })),
  })
  const { run_id, capture_id } = lineage
  const authors = sorted.flatMap((paper) =>
    (paper.authors ?? []).map((author) => ({
      paper_id: paper.id,
      position: author.position,
      name: author.name,
      hidden: author.hidden,
      account_id: account(author.account),
      claim: author.claim,
      claim_changed_at: author.claimChangedAt,
      run_id,
      capture_id,
    })),
  )
  const authorsWritten = await upsertChanged(tx, {
    table: paperAuthors,
    key: ['paper_id', 'position'],
    rows: authors,
  })
  const counted = sorted.flatMap((paper) =>
    paper.authors ? [{ id: paper.id, count: paper.authors.length }] : [],
  )
  await tx.rows(sql`
    delete from paper_authors a using jsonb_to_recordset(${jsonParameter(counted)}) as r(id text, count int)
    where a.paper_id = r.id and a.position > r.count`)
  return { papers: written, authors: authorsWritten }
}

/**
 * The papers of a batch that a later reading has already seen. A capture that is imported out of time order must not
 * put back their old values; it only adds to their history. Of two lists read at one instant the one with the greater
 * key counts as the later, so that the order in which they are loaded does not matter.
 *
 * @param at when the batch was observed
 */
export async function findSeenLater(
  tx: Executor,
  paperIds: readonly string[],
  listing: Listing,
  at: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ paper_id: string }>(sql`
    select distinct a.paper_id
    from jsonb_array_elements_text(${jsonParameter(paperIds)}) as batch(paper_id)
    join appearances a on a.paper_id = batch.paper_id
    join listings l on l.kind = a.kind and l.key = a.key
    where (greatest(a.last_seen, case when a.gone_at is null then l.last_read_at end), a.kind, a.key)
      > (${at}::timestamptz, ${listing.kind}, ${listing.key})`)
  return new Set(rows.map((row) => row.paper_id))
}
