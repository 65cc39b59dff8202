import { type SQL, sql } from '../../../base/sql.ts'
import type { Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import { isoText } from '../../../query/iso-text.ts'
import { describePapers, type SelectedPaper } from '../../../query/select-papers.ts'
import { lastCounts } from './last-counts.ts'
import { type SimilarPaper, similarPapers } from './similar-papers.ts'

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
  readonly reactions: number | null
}

/** One change of a paper's votes as a term of its momentum. */
export interface MomentumTerm {
  readonly at: string
  readonly gained: number
  readonly weight: number
  readonly ageHours: number
  readonly momentum: number
}

/** A model, data set or space that names a paper. */
export interface PaperUse {
  readonly kind: 'model' | 'dataset' | 'space'
  /** `owner/name` */
  readonly name: string
  readonly likes: number | null
  readonly downloads: number | null
  /** The first reading of the paper's page that had it. */
  readonly firstSeen: string
  /** The last reading before that; null when the first one had it. */
  readonly lastWithout: string | null
}

/** An account that a paper's page named among its upvoters. */
export interface PaperUpvoter {
  readonly account: string
  readonly fullname: string | null
}

/** All that a paper's page tells. */
export interface PaperFacts {
  readonly paper: SelectedPaper
  /** Authors that have a page of their own: those whom the site does not hide. */
  readonly shownAuthors: ReadonlySet<string>
  readonly withdrawnAt: string | null
  readonly thumbnailUrl: string | null
  readonly mediaUrls: readonly string[] | null
  readonly uses: readonly PaperUse[]
  readonly upvoters: readonly PaperUpvoter[]
  readonly appearances: readonly Appearance[]
  readonly snapshots: readonly Snapshot[]
  readonly ranks: readonly Rank[]
  readonly versions: readonly Version[]
  readonly comments: readonly PaperComment[]
  readonly similar: readonly SimilarPaper[]
  /** When its counts last changed, in the 72 hours before; null when they did not. */
  readonly countedAt: string | null
  /** Of its momentum at that instant. */
  readonly terms: readonly MomentumTerm[]
}

/** What is read at most, so that no paper's history makes its page slow. */
const MOST = { appearances: 50, snapshots: 400, days: 3, versions: 40, comments: 300, uses: 60, upvoters: 60 }

/**
 * Reads what is known of some papers: two statements for all of them, however many they are.
 *
 * @returns as many as were asked for, in their order; null for one that is not known
 */
export async function paperFacts(
  executor: Executor,
  paperIds: readonly string[],
  now: Temporal.Instant,
): Promise<(PaperFacts | null)[]> {
  const asked = sql`
    select paper_id, place::int from jsonb_array_elements_text(${JSON.stringify(paperIds)}::text::jsonb)
    with ordinality as asked(paper_id, place)`
  const papers = await describePapers(
    executor,
    sql`
      select asked.place, d.paper_id, d.days[1] as day, null::int as rank, null::double precision as momentum,
        null::int as gained
      from (${asked}) asked
      cross join lateral (select * from paper_details where paper_details.paper_id = asked.paper_id offset 0) d`,
  )
  const rows = await executor.rows<Record<string, unknown> & Read>(sql`
    with asked as materialized (${asked})
    select p.paper_id as "paperId", ${isoText(sql`p.withdrawn_at`)} as "withdrawnAt",
      p.thumbnail_url as "thumbnailUrl", p.media_urls as "mediaUrls",
      array(select author from author_papers where paper_id = p.paper_id) as "shownAuthors",
      ${list(sql`
        select day::text, rank, ${isoText(sql`gone_at`)} as "goneAt"
        from paper_days where paper_id = p.paper_id order by paper_days.day limit ${MOST.appearances}`)} as appearances,
      ${list(sql`
        select ${isoText(sql`observed_at`)} as at, upvotes, comments, stars
        from (
          select *, row_number() over (order by observed_at) as place, count(*) over () as known
          from snapshots where paper_id = p.paper_id
        ) h
        where place in (1, known) or place % ((known + ${MOST.snapshots - 1}) / ${MOST.snapshots}) = 0
        order by observed_at`)} as snapshots,
      ${list(sql`
        select d.day::text, ${isoText(sql`r.observed_at`)} as at, r.rank
        from (select day from paper_days where paper_id = p.paper_id order by day limit ${MOST.days}) d
        cross join lateral rank_history(d.day, p.paper_id) r
        where r.rank is not null
        order by d.day, r.observed_at`)} as ranks,
      ${list(sql`
        select field_set as "fieldSet", fields, ${isoText(sql`first_seen`)} as "firstSeen"
        from (
          select * from paper_versions where paper_id = p.paper_id order by first_seen desc limit ${MOST.versions}
        ) v
        order by field_set, v.first_seen, hash`)} as versions,
      ${list(sql`
        select comment_id as id, parent_id as "parentId", written_by as "writtenBy",
          case when hidden then null else text end as text, ${isoText(sql`created_at`)} as "createdAt", reactions
        from comments where paper_id = p.paper_id and (kind is null or kind = 'comment')
        order by position, comment_id limit ${MOST.comments}`)} as comments,
      ${list(sql`
        select kind, name, likes, downloads::float8 as downloads, ${isoText(sql`first_seen`)} as "firstSeen",
          ${isoText(sql`last_without`)} as "lastWithout"
        from paper_uses where paper_id = p.paper_id
        order by array_position(array['model', 'dataset', 'space'], kind), position, name limit ${MOST.uses}`)} as uses,
      ${list(sql`
        select account, fullname from upvoters where paper_id = p.paper_id
        order by first_seen, account collate "C" limit ${MOST.upvoters}`)} as upvoters,
      ${isoText(sql`counted.last`)} as "countedAt",
      ${list(sql`
        select ${isoText(sql`observed_at`)} as at, gained, weight, age_hours as "ageHours", momentum
        from momentum_terms(p.paper_id, counted.last) m order by m.observed_at`)} as terms
    from asked
    cross join lateral (
      select paper_id, withdrawn_at, thumbnail_url, media_urls from papers where papers.paper_id = asked.paper_id offset 0
    ) p
    left join lateral (${lastCounts(now, sql`paper_id = p.paper_id`)}) counted on true`)
  const similar = await similarPapers(executor, paperIds)
  const byId = new Map(rows.map((row) => [row.paperId, row]))
  const described = new Map(papers.map((paper) => [paper.paperId, paper]))
  return paperIds.map((paperId) => {
    const [paper, row] = [described.get(paperId), byId.get(paperId)]
    return paper === undefined || row === undefined
      ? null
      : { ...row, paper, shownAuthors: new Set(row.shownAuthors), similar: similar.get(paperId) ?? [] }
  })
}

/** What one statement gives of a paper. */
type Read = Omit<PaperFacts, 'paper' | 'shownAuthors' | 'similar'> & {
  readonly paperId: string
  readonly shownAuthors: readonly string[]
}

/** Rows of a query as one value. */
function list(query: SQL): SQL {
  return sql`(select coalesce(json_agg(r), '[]') from (${query}) r)`
}
