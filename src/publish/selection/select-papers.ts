import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { type Day, dayOf, isoInstant } from '../../model/day.ts'
import type { Executor } from '../executor.ts'
import { type FixedPeriod, isOneDay, placePeriod } from './period.ts'
import type { Order, Selection } from './selection.ts'

/** A paper as readers are shown it. Missing is null. Instants are `2026-06-03T10:00:00.000Z`. */
export interface SelectedPaper {
  /** Place in the selection, from 1. */
  readonly place: number
  readonly paperId: string
  /** The day of the list it stands on; the first of the period's, null when it is on none. */
  readonly day: Day | null
  /** Place on that day's list. */
  readonly rank: number | null
  readonly title: string
  readonly abstract: string | null
  readonly authors: readonly string[] | null
  /** Handle. */
  readonly organization: string | null
  readonly organizationName: string | null
  /** Handle of the account that brought it. */
  readonly submittedBy: string | null
  readonly submittedAt: string | null
  readonly publishedAt: string | null
  readonly upvotes: number | null
  readonly comments: number | null
  readonly stars: number | null
  readonly repository: string | null
  readonly repositoryName: string | null
  readonly projectPage: string | null
  readonly keywords: readonly string[] | null
  readonly aiSummary: string | null
  /** Votes per hour, with decay; null unless the order is momentum. */
  readonly momentum: number | null
  /** Votes won in the 72 hours before; null unless the order is momentum. */
  readonly gained: number | null
}

/** What a selection shows at an instant: the period it stands for then, and its papers in their order. */
export interface SelectedPapers {
  readonly period: FixedPeriod
  readonly papers: readonly SelectedPaper[]
}

/**
 * Reads what a selection shows.
 *
 * @param now the instant that `today`, `this-week` and momentum are counted from
 */
export async function selectPapers(
  executor: Executor,
  selection: Selection,
  now: Temporal.Instant,
): Promise<SelectedPapers> {
  const newest = selection.period.kind === 'newest' ? await newestDay(executor) : null
  const period = placePeriod(selection.period, dayOf(now), newest)
  const { order, top, at } = selection
  const isPast = at !== null && isOneDay(period)
  const papers = await describePapers(
    executor,
    sql`
      with picked as materialized (${picked(selection, period, at ?? now)})
      select *, row_number() over (order by ${ORDERED[order]}) as place from picked order by place limit ${top}`,
    isPast,
  )
  return { period, papers }
}

/**
 * Reads all that readers are shown of some papers.
 *
 * @param placed query for place, paper_id, day, rank, upvotes, comments, stars, momentum and gained
 * @param isPast true for the query's own counts, not those that are known now
 */
export async function describePapers(
  executor: Executor,
  placed: SQL,
  isPast = false,
): Promise<SelectedPaper[]> {
  const papers = await executor.rows<Record<string, unknown> & SelectedPaper>(sql`
    with placed as materialized (${placed})
    select c.place::int, c.paper_id as "paperId", c.day::text, c.rank, d.title, d.abstract, d.authors, d.organization,
      d.organization_name as "organizationName",
      coalesce(l.submitted_by, d.submitted_by) as "submittedBy",
      ${iso(sql`coalesce(l.submitted_at, d.submitted_at)`)} as "submittedAt", ${iso(sql`d.published_at`)} as "publishedAt",
      ${isPast ? sql`c.upvotes, c.comments, c.stars` : sql`d.upvotes, d.comments, d.stars`},
      d.repository, d.repository_name as "repositoryName", d.project_page as "projectPage", d.keywords,
      d.ai_summary as "aiSummary", c.momentum, c.gained::int
    from placed c
    cross join lateral (select * from paper_details where paper_details.paper_id = c.paper_id offset 0) d
    left join lateral (
      select submitted_by, submitted_at from paper_days where paper_days.day = c.day and paper_days.paper_id = c.paper_id
      offset 0
    ) l on true
    order by c.place`)
  return papers.map((row) => ({ ...row }))
}

/** The newest day whose list holds papers; null while there is none. */
export async function newestDay(executor: Executor): Promise<Day | null> {
  const [row] = await executor.rows<{ day: string | null }>(
    sql`select max(day)::text as day from coverage where loaded > 0`,
  )
  return row?.day ?? null
}

const ORDERED: Record<Order, SQL> = {
  rank: sql`rank, paper_id`,
  votes: sql`upvotes desc nulls last, paper_id`,
  momentum: sql`momentum desc nulls last, paper_id`,
  match: sql`score desc, paper_id`,
  newest: sql`day desc nulls last, rank, paper_id`,
}

/** Rows of paper_id, day, rank, upvotes, comments, stars, score, momentum and gained: each paper once. */
function picked(selection: Selection, { kind, key, days }: FixedPeriod, instant: Temporal.Instant): SQL {
  const { order, at, words } = selection
  const columns = sql`
    ${order === 'match' && words !== null ? sql`ts_rank_cd(w.search, websearch_to_tsquery('english', ${words}))` : sql`null::real`} as score,
    ${order === 'momentum' ? sql`m.momentum, m.gained` : sql`null::double precision as momentum, null::bigint as gained`}`
  const rising = sql`trending_at(${isoInstant(instant)}::timestamptz, 1000000) m`
  if (days === null) {
    // What rises is few: it is looked up first.
    const from =
      order === 'momentum'
        ? sql`${rising} join paper_details p on p.paper_id = m.paper_id`
        : sql`paper_details p`
    return sql`
      select p.paper_id, listed.day, listed.rank, p.upvotes, p.comments, p.stars, ${columns}
      from ${from} ${wordsOf(selection)}
      left join lateral (
        select d.day, d.rank from paper_days d where d.day = p.days[1] and d.paper_id = p.paper_id offset 0
      ) listed on true
      where ${filters(selection)}`
  }
  const listed =
    kind === 'day' && at !== null
      ? sql`(select paper_id, ${key}::date as day, rank, upvotes, comments, stars from list_at(${key}::date, ${isoInstant(at)}::timestamptz))`
      : sql`(
          select distinct on (paper_id) paper_id, day, rank, upvotes, comments, stars from paper_days
          where day between ${days.first}::date and ${days.last}::date and gone_at is null
          order by paper_id, day
        )`
  return sql`
    select l.paper_id, l.day, l.rank, l.upvotes, l.comments, l.stars, ${columns}
    from ${listed} l join paper_details p on p.paper_id = l.paper_id ${wordsOf(selection)}
    ${order === 'momentum' ? sql`left join ${rising} on m.paper_id = l.paper_id` : sql``}
    where ${filters(selection)}`
}

/** The text index, where it is asked for. */
function wordsOf({ words, keyword }: Selection): SQL {
  return words === null && keyword === null ? sql`` : sql`join paper_words w on w.paper_id = p.paper_id`
}

function filters({ words, organization, author, keyword, withCode, leastVotes }: Selection): SQL {
  const conditions = [
    sql`true`,
    ...(words === null ? [] : [sql`w.search @@ websearch_to_tsquery('english', ${words})`]),
    ...(keyword === null ? [] : [sql`w.keywords @> array[${keyword}::text]`]),
    ...(organization === null ? [] : [sql`p.organization = ${organization}`]),
    ...(author === null
      ? []
      : [sql`p.paper_id in (select a.paper_id from author_papers a where a.author = ${author})`]),
    ...(withCode ? [sql`p.repository is not null`] : []),
    ...(leastVotes === null ? [] : [sql`p.upvotes >= ${leastVotes}`]),
  ]
  return sql.join(conditions, sql` and `)
}

function iso(instant: SQL): SQL {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
