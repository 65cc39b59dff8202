import { type SQL, sql } from '../../../base/sql.ts'
import { addDays, type Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import { allMonths } from '../charts/months.ts'

/** Kinds of name that have an index of all of them. */
export const INDEX_KINDS = ['organization', 'author', 'keyword'] as const

export type IndexKind = (typeof INDEX_KINDS)[number]

/** What an index may be sorted by. */
export const INDEX_SORTS = ['papers', 'recent', 'votes', 'mean', 'newest', 'name'] as const

export type IndexSort = (typeof INDEX_SORTS)[number]

/** A name with what is known of its papers. */
export interface IndexedName {
  /** Place in the order that was asked for, from 1. */
  readonly place: number
  readonly name: string
  /** What an organization calls itself; of all others the name. */
  readonly title: string
  readonly papers: number
  /** Papers of the last 30 days. */
  readonly recent: number
  readonly votes: number | null
  readonly newest: Day | null
  /** Papers of each of the months that are shown. */
  readonly months: readonly number[]
}

/** A page of an index. */
export interface NameIndex {
  readonly names: readonly IndexedName[]
  readonly total: number
  /** Such as `2026-06`: the last twelve. */
  readonly months: readonly string[]
}

/** Names on a page. */
export const MOST_NAMES = 100

const RECENT_DAYS = 30
const MONTHS = 12

/** Names with their papers: rows of name, title and paper_id, each pair once; of some names, or of all. */
const PAPERS: Readonly<Record<IndexKind, (names: SQL | null) => SQL>> = {
  organization: (names) => sql`
    select organization as name, organization_name as title, paper_id from paper_details
    where ${names === null ? sql`organization is not null` : sql`organization = any(${names})`}`,
  author: (names) => sql`
    select distinct author as name, null::text as title, paper_id from author_papers
    where ${names === null ? sql`true` : sql`author = any(${names})`}`,
  keyword: (names) => sql`
    select k as name, null::text as title, paper_id from paper_words cross join lateral unnest(keywords) as k
    where ${names === null ? sql`true` : sql`keywords && ${names} and k = any(${names})`}`,
}

const KEYS: Readonly<Record<IndexSort, SQL>> = {
  papers: sql`papers desc`,
  recent: sql`recent desc`,
  votes: sql`votes desc nulls last`,
  mean: sql`votes::float8 / papers desc nulls last`,
  newest: sql`newest desc nulls last`,
  name: sql`lower(coalesce(title, name)) collate "C"`,
}

/** What is asked of an index. */
export interface IndexAsked {
  readonly kind: IndexKind
  /** A part of the names that are looked for; empty for all. */
  readonly words: string
  readonly sort: IndexSort
  /** From 1. */
  readonly number: number
  readonly today: Day
}

/** Reads a page of an index: the names by one statement, their months by another. */
export async function nameIndex(
  executor: Executor,
  { kind, words, sort, number, today }: IndexAsked,
): Promise<NameIndex> {
  const since = addDays(today, 1 - RECENT_DAYS)
  const among =
    words === ''
      ? sql`true`
      : sql`position(${folded(sql`${words}::text`)} in ${folded(sql`(n.name || ' ' || coalesce(n.title, ''))`)}) > 0`
  const rows = await executor.rows<
    Record<string, unknown> & Omit<IndexedName, 'months' | 'place'> & { total: number }
  >(sql`
    select name, coalesce(title, name) as title, papers::int, recent::int, votes::int, newest::text, total::int
    from (
      select n.name, min(n.title) as title, count(*) as papers, sum(p.upvotes) as votes,
        count(*) filter (where coalesce(p.submitted_at, p.published_at) >= ${since}::date::timestamp at time zone 'UTC') as recent,
        max((coalesce(p.submitted_at, p.published_at) at time zone 'UTC')::date) as newest,
        count(*) over () as total
      from (${PAPERS[kind](null)}) n join papers p on p.paper_id = n.paper_id
      where n.name not in ('', '.', '..') and ${among}
      group by n.name
    ) known
    order by ${KEYS[sort]}, papers desc, name collate "C"
    limit ${MOST_NAMES} offset ${(number - 1) * MOST_NAMES}`)
  const month = Temporal.PlainYearMonth.from(today.slice(0, 7))
  const first = month.subtract({ months: MONTHS - 1 }).toString()
  const months = allMonths(first, month.toString())
  const shown = sql`array(select jsonb_array_elements_text(${JSON.stringify(rows.map(({ name }) => name))}::text::jsonb))`
  const counts = await executor.rows<{ name: string; month: string; papers: number }>(sql`
    select n.name, to_char(coalesce(p.submitted_at, p.published_at) at time zone 'UTC', 'YYYY-MM') as month,
      count(*)::int as papers
    from (${PAPERS[kind](shown)}) n join papers p on p.paper_id = n.paper_id
    where coalesce(p.submitted_at, p.published_at) >= ${`${first}-01`}::date::timestamp at time zone 'UTC'
    group by 1, 2`)
  const byName = Map.groupBy(counts, ({ name }) => name)
  return {
    total: rows[0]?.total ?? 0,
    months,
    names: rows.map(({ total: _total, ...row }, index) => ({
      ...row,
      place: (number - 1) * MOST_NAMES + index + 1,
      months: months.map((each) => byName.get(row.name)?.find(({ month: of }) => of === each)?.papers ?? 0),
    })),
  }
}

/** A name in small letters without accents; most are plain ones, for which that costs nothing. */
function folded(text: SQL): SQL {
  return sql`case when octet_length(${text}) = length(${text}) then lower(${text}) else fold_letters(lower(${text})) end`
}
