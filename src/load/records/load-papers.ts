import { sql } from 'drizzle-orm'
import type { Listing } from '../../model/listing.ts'
import type { Paper } from '../../model/records.ts'
import { titleKey } from '../../model/title-key.ts'
import type { Resolve } from './load-parties.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { paperAuthors, papers } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, jsonParameter, textArray } from '../warehouse/warehouse.ts'

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
  /** Those that are in the warehouse already. */
  readonly known: ReadonlySet<string>
}

/** Upserts papers and their authors. The papers must be the newest sighting of each; see `findKnownPapers`. */
export async function loadPapers(
  tx: Executor,
  batch: readonly Paper[],
  { account, organization, lineage, partialFields, known }: LoadPapersOptions,
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
  const recounted = sorted.filter((paper) => paper.authors !== null && known.has(paper.id))
  if (recounted.length > 0) {
    const counts = Object.fromEntries(recounted.map(({ id, authors: list }) => [id, list?.length ?? 0]))
    await tx.rows(sql`
      delete from paper_authors where paper_id = any(${textArray(Object.keys(counts))})
        and position > (${jsonParameter(counts)} ->> paper_id)::int`)
  }
  return { papers: written, authors: authorsWritten }
}

/** What the warehouse knows of a batch of papers. */
export interface KnownPapers {
  /** Those that are in it. */
  readonly known: ReadonlySet<string>
  /** Of these, those that a later reading has seen. */
  readonly seenLater: ReadonlySet<string>
}

/**
 * Which papers of a batch are known, and which of them a later reading has already seen: a capture that is imported
 * out of time order must not put back their old values; it only adds to their history. Of two lists read at one
 * instant the one with the greater key counts as the later, so that the order in which they are loaded does not matter.
 *
 * @param at when the batch was observed
 */
export async function findKnownPapers(
  tx: Executor,
  paperIds: readonly string[],
  listing: Listing,
  at: string,
): Promise<KnownPapers> {
  const rows = await tx.rows<{ id: string; later: boolean }>(sql`
    select p.id, exists (
        select from appearances a join listings l on l.kind = a.kind and l.key = a.key
        where a.paper_id = p.id
          and (greatest(a.last_seen, case when a.gone_at is null then l.last_read_at end), a.kind, a.key)
            > (${at}::timestamptz, ${listing.kind}, ${listing.key})
      ) as later
    from papers p where p.id = any(${textArray(paperIds)})`)
  return {
    known: new Set(rows.map(({ id }) => id)),
    seenLater: new Set(rows.flatMap(({ id, later }) => (later ? [id] : []))),
  }
}
