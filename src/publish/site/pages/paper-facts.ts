import { sql } from 'drizzle-orm/sql/sql'
import { type Day, isoInstant } from '../../../model/day.ts'
import type { Executor } from '../../executor.ts'
import { describePapers, type SelectedPaper } from '../../selection/select-papers.ts'

/** Counts of a paper at an instant. */
export interface Snapshot {
  readonly at: string
  readonly upvotes: number | null
  readonly comments: number | null
  readonly stars: number | null
}

/** A place on a day's list at an instant. */
export interface Rank {
  readonly day: Day
  readonly at: string
  readonly rank: number
}

/** A day on whose list a paper is. */
export interface Appearance {
  readonly day: Day
  readonly rank: number | null
  readonly goneAt: string | null
}

/** A value that a part of a paper had. */
export interface Version {
  /** title, abstract, links or ai */
  readonly fieldSet: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly firstSeen: string
}

/** A comment in a paper's discussion. */
export interface PaperComment {
  readonly id: string
  readonly parentId: string | null
  readonly writtenBy: string | null
  /** Markdown; null for a hidden one. */
  readonly text: string | null
  readonly createdAt: string | null
}

/** A paper that began earlier and is like another. */
export interface SimilarPaper {
  readonly paperId: string
  readonly title: string
  readonly upvotes: number | null
  readonly keywords: readonly string[]
  readonly words: readonly string[]
}

/** One change of a paper's votes as a term of its momentum. */
export interface MomentumTerm {
  readonly at: string
  readonly gained: number
  readonly weight: number
  readonly ageHours: number
  readonly momentum: number
}

/** All that a paper's page tells. */
export interface PaperFacts {
  readonly paper: SelectedPaper
  /** Authors that have a page of their own: those whom the site does not hide. */
  readonly shownAuthors: ReadonlySet<string>
  readonly withdrawnAt: string | null
  readonly appearances: readonly Appearance[]
  readonly snapshots: readonly Snapshot[]
  readonly ranks: readonly Rank[]
  readonly versions: readonly Version[]
  readonly comments: readonly PaperComment[]
  readonly similar: readonly SimilarPaper[]
  readonly terms: readonly MomentumTerm[]
}

/** What is read at most, so that no paper's history makes its page slow. */
const MOST = { appearances: 50, snapshots: 400, days: 3, versions: 40, comments: 300, similar: 5 }
const ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'

/** Reads what is known of a paper; null when it is not known. */
export async function paperFacts(
  executor: Executor,
  paperId: string,
  now: Temporal.Instant,
): Promise<PaperFacts | null> {
  const rows = async <Row>(statement: Parameters<Executor['rows']>[0]) =>
    [...(await executor.rows<Record<string, unknown> & Row>(statement))] as readonly Row[]
  const [paper] = await describePapers(
    executor,
    sql`
      select 1 as place, paper_id, days[1] as day, null::int as rank, null::double precision as momentum,
        null::int as gained
      from paper_details where paper_id = ${paperId}`,
  )
  if (paper === undefined) return null
  const appearances = await rows<Appearance>(sql`
    select day::text, rank, to_char(gone_at at time zone 'UTC', ${ISO}) as "goneAt"
    from paper_days where paper_id = ${paperId} order by day limit ${MOST.appearances}`)
  const [seen] = await rows<{ withdrawnAt: string | null }>(sql`
    select to_char(withdrawn_at at time zone 'UTC', ${ISO}) as "withdrawnAt" from all_papers where paper_id = ${paperId}`)
  const authors = await rows<{ author: string }>(
    sql`select author from author_papers where paper_id = ${paperId}`,
  )
  const days = appearances.slice(0, MOST.days).map(({ day }) => day)
  return {
    paper,
    shownAuthors: new Set(authors.map(({ author }) => author)),
    withdrawnAt: seen?.withdrawnAt ?? null,
    appearances,
    snapshots: await rows<Snapshot>(sql`
      select to_char(observed_at at time zone 'UTC', ${ISO}) as at, upvotes, comments, stars
      from (
        select *, row_number() over (order by observed_at) as place, count(*) over () as known
        from paper_history where paper_id = ${paperId}
      ) h
      where place in (1, known) or place % ((known + ${MOST.snapshots - 1}) / ${MOST.snapshots}) = 0
      order by observed_at`),
    ranks: await rows<Rank>(sql`
      select d.day, to_char(r.observed_at at time zone 'UTC', ${ISO}) as at, r.rank
      from unnest(array(select jsonb_array_elements_text(${JSON.stringify(days)}::text::jsonb))) d(day)
      cross join lateral rank_history(d.day::date, ${paperId}) r
      where r.rank is not null
      order by d.day, r.observed_at`),
    versions: await rows<Version>(sql`
      select field_set as "fieldSet", fields, to_char(first_seen at time zone 'UTC', ${ISO}) as "firstSeen"
      from (
        select * from all_versions where paper_id = ${paperId} order by first_seen desc limit ${MOST.versions}
      ) v
      order by field_set, first_seen, hash`),
    comments: await rows<PaperComment>(sql`
      select comment_id as id, parent_id as "parentId", written_by as "writtenBy",
        case when hidden then null else text end as text,
        to_char(created_at at time zone 'UTC', ${ISO}) as "createdAt"
      from all_comments where paper_id = ${paperId} and (kind is null or kind = 'comment')
      order by position, comment_id limit ${MOST.comments}`),
    similar: await rows<SimilarPaper>(sql`
      select paper_id as "paperId", title, upvotes, shared_keywords as keywords, shared_words as words
      from similar_papers(${paperId}, ${MOST.similar}) order by place`),
    terms: await rows<MomentumTerm>(sql`
      select to_char(observed_at at time zone 'UTC', ${ISO}) as at, gained, weight, age_hours as "ageHours", momentum
      from momentum_terms(${paperId}, ${isoInstant(now)}::timestamptz)`),
  }
}
