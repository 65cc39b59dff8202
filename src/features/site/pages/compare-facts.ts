import { sql } from '../../../base/sql.ts'
import { addDays, type Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import { isoText } from '../../../query/iso-text.ts'
import type { Compared } from '../parts/compare-path.ts'
import type { Snapshot } from './paper-facts.ts'

/** A paper that is compared. */
export interface ComparedPaper {
  readonly paperId: string
  readonly title: string
  /** When votes for it began; null where that is not known. */
  readonly start: string | null
  readonly snapshots: readonly Snapshot[]
}

/** A keyword that is compared, by months. */
export interface ComparedKeyword {
  readonly keyword: string
  readonly months: readonly { readonly month: string; readonly papers: number; readonly share: number }[]
}

/** All that is compared. */
export interface CompareFacts {
  /** Those that are known, in the order they were asked for. */
  readonly papers: readonly ComparedPaper[]
  readonly keywords: readonly ComparedKeyword[]
}

const SNAPSHOTS = 200
const YEARS = 2

/** Reads what is compared: a statement for the papers, and one for the keywords, whose months are those of two years. */
export async function compareFacts(
  executor: Executor,
  { papers, keywords }: Compared,
  today: Day,
): Promise<CompareFacts> {
  return {
    papers: papers.length === 0 ? [] : await papersOf(executor, papers),
    keywords: keywords.length === 0 ? [] : await keywordsOf(executor, keywords, today),
  }
}

async function papersOf(executor: Executor, ids: readonly string[]): Promise<readonly ComparedPaper[]> {
  return executor.rows<Record<string, unknown> & ComparedPaper>(sql`
    select p.paper_id as "paperId", p.title, ${isoText(sql`paper_start(p.paper_id)`)} as start,
      (
        select coalesce(json_agg(r), '[]') from (
          select ${isoText(sql`observed_at`)} as at, upvotes, comments, stars
          from (
            select *, row_number() over (order by observed_at) as place, count(*) over () as known
            from snapshots where paper_id = p.paper_id
          ) h
          where place in (1, known) or place % ((known + ${SNAPSHOTS - 1}) / ${SNAPSHOTS}) = 0
          order by observed_at
        ) r
      ) as snapshots
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) with ordinality as asked(paper_id, place)
    cross join lateral (select * from papers where papers.paper_id = asked.paper_id offset 0) p
    order by asked.place`)
}

async function keywordsOf(
  executor: Executor,
  keywords: readonly string[],
  today: Day,
): Promise<readonly ComparedKeyword[]> {
  const first = `${addDays(today, -365 * YEARS).slice(0, 7)}-01`
  const [counts, totals] = [
    await executor.rows<{ keyword: string; month: string; papers: number }>(sql`
      select keyword, to_char(month, 'YYYY-MM') as month, papers::int from keyword_months(
        array(select jsonb_array_elements_text(${JSON.stringify(keywords)}::text::jsonb)), ${first}::date, ${today}::date)`),
    await executor.rows<{ month: string; papers: number }>(sql`
      select to_char(month, 'YYYY-MM') as month, papers::int from code_by_month(${first}::date, ${today}::date)`),
  ]
  return keywords.map((keyword) => {
    const own = new Map(
      counts.flatMap((row) => (row.keyword === keyword.toLowerCase() ? [[row.month, row.papers]] : [])),
    )
    return {
      keyword,
      months: totals.map(({ month, papers }) => ({
        month,
        papers: own.get(month) ?? 0,
        share: (own.get(month) ?? 0) / papers,
      })),
    }
  })
}
