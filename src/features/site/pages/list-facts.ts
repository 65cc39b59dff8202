import { type SQL, sql } from '../../../base/sql.ts'
import { isoInstant } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import type { SparkPoint } from '../charts/sparkline.ts'
import { NAMED_AUTHORS } from '../parts/authors-line.ts'

/** What a list shows of a paper beside what a selection knows of it. */
export interface ListFacts {
  /** Those of its first authors who have a page. */
  readonly authors: ReadonlySet<string>
  /** Votes won in the last 24 hours; null where no change of its counts was seen in them. */
  readonly gained: number | null
}

/** Hours that votes are counted over. */
const HOURS = 24

/**
 * Votes that a paper won in the last 24 hours, as an expression: those that it had when it was first seen count only if
 * it started within them. Null where no change was seen.
 */
export function gainedOf(paperId: SQL, now: Temporal.Instant): SQL {
  const until = sql`${isoInstant(now)}::timestamptz`
  const since = sql`${isoInstant(now.subtract({ hours: HOURS }))}::timestamptz`
  const counts = (bounds: SQL, order: SQL) => sql`(
    select h.upvotes from snapshots h
    where h.paper_id = ${paperId} and h.upvotes is not null and ${bounds} order by h.observed_at ${order} limit 1)`
  const within = sql`h.observed_at > ${since} and h.observed_at <= ${until}`
  return sql`(
    ${counts(within, sql`desc`)} - coalesce(
      ${counts(sql`h.observed_at <= ${since}`, sql`desc`)},
      case when paper_start(${paperId}) > ${since} then 0 end,
      ${counts(within, sql`asc`)}
    ))`
}

/**
 * Reads it for all papers of a list, by one statement.
 *
 * @param gainsAt when votes are counted; null for a list that does not show what was won
 */
export async function listFacts(
  executor: Executor,
  papers: readonly Pick<SelectedPaper, 'paperId'>[],
  gainsAt: Temporal.Instant | null,
): Promise<ReadonlyMap<string, ListFacts>> {
  const ids = [...new Set(papers.map(({ paperId }) => paperId))]
  if (ids.length === 0) return new Map()
  const rows = await executor.rows<{ paperId: string; authors: string[] | null; gained: number | null }>(sql`
    select i.paper_id as "paperId",
      (
        select json_agg(a.author) from author_papers a
        where a.paper_id = i.paper_id and a.position <= ${NAMED_AUTHORS}
      ) as authors,
      ${gainsAt === null ? sql`null` : gainedOf(sql`i.paper_id`, gainsAt)}::int as gained
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as i(paper_id)`)
  return new Map(rows.map(({ paperId, authors, gained }) => [paperId, { authors: new Set(authors), gained }]))
}

/**
 * How the votes of some papers grew since an instant, by one statement. One that started since then begins with no vote.
 */
export async function voteSeries(
  executor: Executor,
  ids: readonly string[],
  since: Temporal.Instant,
): Promise<ReadonlyMap<string, readonly SparkPoint[]>> {
  const from = sql`${isoInstant(since)}::timestamptz`
  const rows = await executor.rows<{ paperId: string; start: number | null; points: SparkPoint[] }>(sql`
    select h.paper_id as "paperId",
      case when paper_start(h.paper_id) > ${from} then extract(epoch from paper_start(h.paper_id))::float8 end as start,
      json_agg(json_build_array(extract(epoch from h.observed_at)::float8, h.upvotes) order by h.observed_at) as points
    from snapshots h
    where h.paper_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
      and h.upvotes is not null and h.observed_at > ${from}
    group by h.paper_id`)
  return new Map(
    rows.map(({ paperId, start, points }) => [
      paperId,
      start === null || start >= (points[0]?.[0] ?? 0) ? points : [[start, 0] as const, ...points],
    ]),
  )
}
