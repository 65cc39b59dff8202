import { type SQL, sql } from '../base/sql.ts'
import { UsageError } from '../base/errors.ts'
import { addDays, type Day, dayOf, isoInstant } from '../model/day.ts'
import { paperReference } from '../model/paper-reference.ts'
import { type SnakeName, snakeName } from '../model/snake-name.ts'
import type { Executor } from './executor.ts'
import { namesMeant } from './known-names.ts'
import { emptyRange, type FixedPeriod, isOneDay, placePeriod } from './period.ts'
import type { Order, Selection } from './selection.ts'
import { isoText } from './iso-text.ts'

/** A paper as shown to readers. Missing is null. Instants are `2026-06-03T10:00:00.000Z`. */
export interface SelectedPaper {
  /** Place in the selection, from 1. */
  readonly place: number
  readonly paperId: string
  /** Day of its list; the first in the period, null when it is on none. */
  readonly day: Day | null
  /** Rank on that day's list. */
  readonly rank: number | null
  readonly title: string
  readonly abstract: string | null
  readonly authors: readonly string[] | null
  /** Handle. */
  readonly organization: string | null
  readonly organizationName: string | null
  /** Handle of the account that submitted it. */
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
  /** Votes won in the last 72 hours; null unless the order is momentum. */
  readonly gained: number | null
}

/**
 * Facts that every reader is shown: columns of `paper_details` by these names. The schema `paperFields` of
 * `outputs/papers.ts` describes them.
 */
const PAPER_FACTS = [
  'title',
  'abstract',
  'authors',
  'organization',
  'organizationName',
  'submittedBy',
  'submittedAt',
  'publishedAt',
  'upvotes',
  'comments',
  'stars',
  'repository',
  'repositoryName',
  'projectPage',
  'keywords',
  'aiSummary',
] as const satisfies readonly (keyof SelectedPaper)[]

/** The same, by the name of a column. */
export type PaperFacts = {
  readonly [Fact in (typeof PAPER_FACTS)[number] as SnakeName<Fact>]: SelectedPaper[Fact]
}

/** A selection at an instant: its resolved period, and its papers in order. */
export interface SelectedPapers {
  readonly period: FixedPeriod
  readonly papers: readonly SelectedPaper[]
}

/** Boundary between two pages of a selection. */
export interface PageEnd {
  /** Place of the last paper. */
  readonly place: number
  /** Its sort keys, all ascending; the id comes last. */
  readonly keys: readonly number[]
  readonly paperId: string
}

/** A page of a selection; `next` is null on the last one. */
export interface SelectedPage extends SelectedPapers {
  /** Its start; null on a page without papers. */
  readonly first: PageEnd | null
  readonly next: PageEnd | null
}

/** Number of papers of a selection. */
export interface PapersCount {
  readonly total: number
  /** Papers before the page's last one. */
  readonly before: number
  /** Papers up to that one, if it is still there. */
  readonly upTo: number
}

/**
 * Reads a selection.
 *
 * @param now the instant that `today`, `this-week` and momentum are counted from
 * @throws {UsageError} for a range of days that can hold no list
 */
export async function selectPapers(
  executor: Executor,
  selection: Selection,
  now: Temporal.Instant,
): Promise<SelectedPapers> {
  const period = await placed(executor, selection, now)
  return { period, papers: await readPapers(executor, selection, period, now) }
}

/**
 * Reads a selection for a period, in its order; the selection's own period is ignored.
 *
 * @param period may be any days
 */
export async function readPapers(
  executor: Executor,
  selection: Wanted,
  period: FixedPeriod,
  now: Temporal.Instant,
): Promise<readonly SelectedPaper[]> {
  return (await readPage(executor, selection, period, now, { after: null, most: selection.top })).papers
}

/** A selection without its period. */
type Wanted = Omit<Selection, 'period'> & {
  /** Restricts papers to ids, a query of one column; includes those that have left their list. */
  readonly among?: SQL
}

/** Bounds of a page. */
interface PageBounds {
  readonly after: PageEnd | null
  /** Papers to skip, after that end. */
  readonly skip?: number
  readonly most: number
}

/**
 * Reads a page of a selection by sort keys: a paper that comes or goes between two pages
 * moves no other one to the next page or back. The caller enforces the selection's limit.
 *
 * @param now the same instant for all pages
 */
export async function selectPage(
  executor: Executor,
  selection: Selection,
  now: Temporal.Instant,
  bounds: PageBounds,
): Promise<SelectedPage> {
  return readPage(executor, selection, await placed(executor, selection, now), now, bounds)
}

/**
 * Counts all papers of a selection, ignoring `top`; each paper once.
 *
 * @param end the end to count up to; null for none
 */
export async function countPapers(
  executor: Executor,
  selection: Selection,
  now: Temporal.Instant,
  end: PageEnd | null,
): Promise<PapersCount> {
  const { order, at } = selection
  const period = await placed(executor, selection, now)
  const than = (comparison: SQL) =>
    end === null
      ? sql`0`
      : sql`count(*) filter (where (${KEYS[order]}, paper_id) ${comparison} (${valuesOf(end)}))::int`
  const [row] = await executor.rows<Record<string, unknown> & PapersCount>(sql`
    select count(*)::int as total, ${than(sql`<`)} as before, ${than(sql`<=`)} as "upTo"
    from (${toCount(selection, period, at ?? now, end !== null)}) counted`)
  return row ?? { total: 0, before: 0, upTo: 0 }
}

/** Selects the rows of `picked` in the form that is fastest to read whole. */
function toCount(selection: Wanted, period: FixedPeriod, instant: Temporal.Instant, isOrdered: boolean): SQL {
  if (selection.order !== 'newest' || period.days !== null) return picked(selection, period, instant)
  // The day that orders the newest is looked up for each paper: only where needed, and not for most.
  if (!isOrdered) return picked({ ...selection, order: 'votes' }, period, instant)
  if (!isBroad(selection, period)) return picked(selection, period, instant)
  const ever = { ...period, days: { first: '-infinity', last: 'infinity' } }
  return sql`${picked(selection, ever, instant)} union all ${unlisted(selection)}`
}

async function placed(
  executor: Executor,
  { period }: Selection,
  now: Temporal.Instant,
): Promise<FixedPeriod> {
  const today = dayOf(now)
  const fixed = placePeriod(period, today, period.kind === 'newest' ? await newestDay(executor) : null)
  const problem = emptyRange(fixed, today)
  if (problem !== null) throw new UsageError(problem)
  return fixed
}

async function readPage(
  executor: Executor,
  selection: Wanted,
  period: FixedPeriod,
  now: Temporal.Instant,
  { after, skip = 0, most }: PageBounds,
): Promise<SelectedPage> {
  const { order, at } = selection
  const keys = KEYS[order]
  const isPast = at !== null && isOneDay(period)
  const read = async (candidates: SQL) =>
    describePapers(
      executor,
      sql`
        with first as (
          select *, jsonb_build_array(${keys}) as keys,
            ${(after?.place ?? 0) + skip}::int + row_number() over (order by ${keys}, paper_id) as place
          from (
            select * from (${candidates}) picked
            where ${after === null ? sql`true` : sql`(${keys}, paper_id) > (${valuesOf(after)})`}
            order by ${keys}, paper_id limit ${most + 1} offset ${skip}
          ) few
        )
        select f.place, f.keys, f.paper_id, coalesce(f.day, listed.day) as day, coalesce(f.rank, listed.rank) as rank,
          f.upvotes, f.comments, f.stars, f.momentum, f.gained
        from first f
        left join lateral (
          select d.day, d.rank from paper_details p
          cross join lateral (
            select * from paper_days where paper_days.day = p.days[1] and paper_days.paper_id = p.paper_id offset 0
          ) d
          where p.paper_id = f.paper_id offset 0
        ) listed on f.day is null`,
      isPast,
    )
  const rows = isBroad(selection, period)
    ? await newestOnLists(executor, selection, { after, skip, most, read })
    : await read(picked(selection, period, at ?? now))
  const shown = rows.slice(0, most)
  const endOf = (paper: DescribedPaper | undefined) =>
    paper === undefined ? null : { place: paper.place, keys: paper.keys ?? [], paperId: paper.paperId }
  return {
    period,
    papers: shown.map(({ keys: _keys, ...paper }) => paper),
    first: endOf(shown[0]),
    next: rows.length > most ? endOf(shown.at(-1)) : null,
  }
}

type DescribedPaper = SelectedPaper & { readonly keys: readonly number[] | null }

/**
 * The facts of a paper as columns of a statement, each from `paper_details`, which is `d` there.
 *
 * @param instead other sources of some
 * @param nameOf what a fact is called in the result
 */
export function factColumns(
  instead: Partial<Record<(typeof PAPER_FACTS)[number], SQL>> = {},
  nameOf: (fact: string) => string = (fact) => fact,
): SQL {
  const columns = PAPER_FACTS.map((fact) => {
    const value = instead[fact] ?? sql.raw(`d.${snakeName(fact)}`)
    return sql`${fact.endsWith('At') ? isoText(value) : value} as ${sql.raw(`"${nameOf(fact)}"`)}`
  })
  return sql.join(columns, sql`, `)
}

/**
 * Reads the shown facts of some papers.
 *
 * @param placed query for place, paper_id, day, rank, upvotes, comments, stars, momentum and gained, optionally keys
 * @param isPast true for the query's own counts, not the current ones
 */
export async function describePapers(
  executor: Executor,
  placed: SQL,
  isPast = false,
): Promise<readonly DescribedPaper[]> {
  const facts = factColumns({
    submittedBy: sql`coalesce(l.submitted_by, d.submitted_by)`,
    submittedAt: sql`coalesce(l.submitted_at, d.submitted_at)`,
    ...(isPast ? { upvotes: sql`c.upvotes`, comments: sql`c.comments`, stars: sql`c.stars` } : {}),
  })
  return executor.rows<Record<string, unknown> & DescribedPaper>(sql`
    with placed as materialized (${placed})
    select c.place::int, to_jsonb(c) -> 'keys' as keys, c.paper_id as "paperId", c.day::text, c.rank, ${facts},
      c.momentum, c.gained::int
    from placed c
    cross join lateral (select * from paper_details where paper_details.paper_id = c.paper_id offset 0) d
    left join lateral (
      select submitted_by, submitted_at from paper_days where paper_days.day = c.day and paper_days.paper_id = c.paper_id
      offset 0
    ) l on true
    order by c.place`)
}

/** True if most papers of all days match, newest first: then only the newest lists need to be read. */
function isBroad(
  { order, words, organization, author, keyword, submitter, among }: Wanted,
  { days }: FixedPeriod,
): boolean {
  return (
    days === null &&
    among === undefined &&
    order === 'newest' &&
    [words, organization, author, keyword, submitter].every((filter) => filter === null)
  )
}

/** Factor by which the next attempt is wider, when the last one had too few papers. */
const WIDER = 8

const UNSCORED = sql`null::real as score, null::double precision as momentum, null::bigint as gained`

/** Selects rows as in `picked`, of papers that are on no day's list. */
function unlisted(selection: Wanted): SQL {
  return sql`
    select p.paper_id, null::date as day, null::int as rank, p.upvotes, p.comments, p.stars, ${UNSCORED}
    from paper_details p
    where not exists (select from paper_days d where d.paper_id = p.paper_id and d.gone_at is null)
      and ${filters(selection)}`
}

/** Reads the newest papers of all days from as few of the newest lists as possible; those on no list come last. */
async function newestOnLists(
  executor: Executor,
  selection: Wanted,
  {
    after,
    skip = 0,
    most,
    read,
  }: PageBounds & { readonly read: (candidates: SQL) => Promise<readonly DescribedPaper[]> },
): Promise<readonly DescribedPaper[]> {
  const onNone = unlisted(selection)
  const last = dayWithin(after)
  for (let papers = 2 * (skip + most + 1); ; papers *= WIDER) {
    const [lists] = await executor.rows<{ first: Day | null; isAll: boolean }>(sql`
      select min(day)::text as first, min(day) = (select min(day) from coverage where loaded > 0) as "isAll"
      from (
        select day, sum(loaded) over (order by day desc) - loaded as before from coverage
        where loaded > 0 and day <= ${last}::date
      ) list where before < ${papers}`)
    if (lists === undefined || lists.first === null) return read(onNone)
    const listed = sql`
      select p.paper_id, l.day, l.rank, l.upvotes, l.comments, l.stars, ${UNSCORED}
      from paper_days l join paper_details p on p.paper_id = l.paper_id and p.days[1] = l.day
      where l.day between ${lists.first}::date and ${last}::date and l.gone_at is null and ${filters(selection)}`
    const rows = await read(lists.isAll ? sql`${listed} union all ${onNone}` : listed)
    if (lists.isAll || rows.length > most) return rows
  }
}

/** Finds the last possible day of the papers after a page of the newest. */
function dayWithin(after: PageEnd | null): string {
  if (after === null) return 'infinity'
  const [age = 0] = after.keys
  // Papers on no list have no day; no cursor has a day in another millennium.
  if (!Number.isInteger(age) || Math.abs(age) > 300_000) return '-infinity'
  return addDays(KEY_DAY, -age)
}

/** Finds the newest day with papers on its list; null while there is none. */
export async function newestDay(executor: Executor): Promise<Day | null> {
  const [row] = await executor.rows<{ day: string | null }>(
    sql`select max(day)::text as day from coverage where loaded > 0`,
  )
  return row?.day ?? null
}

/** Epoch of day numbers in the order of the newest. */
const KEY_DAY = '2000-01-01'

/** Sort keys of papers, before their id; unknown values come last. Numbers, so that a cursor can hold them. */
const KEYS: Record<Order, SQL> = {
  rank: sql`coalesce(rank, 2147483647)::float8`,
  votes: sql`coalesce(-upvotes, 2147483647)::float8`,
  momentum: sql`coalesce(-momentum, 1e300)::float8`,
  match: sql`(-score)::float8`,
  newest: sql`coalesce(${KEY_DAY}::date - day, 2147483647)::float8, coalesce(rank, 2147483647)::float8`,
}

/** Number of keys of each order. */
export const KEY_COUNTS: Record<Order, number> = { rank: 1, votes: 1, momentum: 1, match: 1, newest: 2 }

function valuesOf({ keys, paperId }: PageEnd): SQL {
  return sql.join([...keys.map((key) => sql`${key}::float8`), sql`${paperId}::text`], sql`, `)
}

/** Selects rows of paper_id, day, rank, upvotes, comments, stars, score, momentum and gained: each paper once. */
function picked(selection: Wanted, { kind, key, days }: FixedPeriod, instant: Temporal.Instant): SQL {
  const { order, at, words } = selection
  const columns = sql`
    ${order === 'match' && words !== null ? sql`ts_rank_cd(w.search, search_query(${words}))` : sql`null::real`} as score,
    ${order === 'momentum' ? sql`m.momentum, m.gained` : sql`null::double precision as momentum, null::bigint as gained`}`
  const rising = sql`trending_at(${isoInstant(instant)}::timestamptz, 1000000) m`
  const isFound = order === 'momentum' || words !== null || selection.keyword !== null
  if (days === null && isFound && !needsPapers(selection)) {
    // A search for a common word finds a tenth of all papers, but only a page is shown.
    const [from, id] =
      order === 'momentum'
        ? [sql`${rising} ${wordsOf(selection, sql`m.paper_id`)}`, sql`m.paper_id`]
        : [sql`paper_words w`, sql`w.paper_id`]
    return sql`
      select ${id} as paper_id, null::date as day, null::int as rank,
        null::int as upvotes, null::int as comments, null::int as stars, ${columns}
      from ${from} where ${filters(selection, id)}`
  }
  if (days === null) {
    // Few papers have momentum: they are looked up first.
    const from =
      order === 'momentum'
        ? sql`${rising} join paper_details p on p.paper_id = m.paper_id`
        : sql`paper_details p`
    // The day of a paper is looked up only for shown papers, unless they are ordered by it.
    const listed =
      order === 'newest'
        ? sql`left join lateral (
            select d.day, d.rank from paper_days d where d.day = p.days[1] and d.paper_id = p.paper_id offset 0
          ) listed on true`
        : sql`cross join (select null::date as day, null::int as rank) listed`
    return sql`
      select p.paper_id, listed.day, listed.rank, p.upvotes, p.comments, p.stars, ${columns}
      from ${from} ${wordsOf(selection)} ${listed} where ${filters(selection)}`
  }
  const listed =
    kind === 'day' && at !== null
      ? sql`(select paper_id, ${key}::date as day, rank, upvotes, comments, stars from list_at(${key}::date, ${isoInstant(at)}::timestamptz))`
      : sql`(
          select distinct on (paper_id) paper_id, day, rank, upvotes, comments, stars from paper_days
          where day between ${days.first}::date and ${days.last}::date
            and ${selection.among === undefined ? sql`gone_at is null` : sql`true`}
          order by paper_id, gone_at is not null, day
        )`
  return sql`
    select l.paper_id, l.day, l.rank, l.upvotes, l.comments, l.stars, ${columns}
    from ${listed} l join paper_details p on p.paper_id = l.paper_id ${wordsOf(selection)}
    ${order === 'momentum' ? sql`left join ${rising} on m.paper_id = l.paper_id` : sql``}
    where ${filters(selection)}`
}

/** True if the papers' own rows decide the selection or its order; otherwise only shown ones are read. */
function needsPapers({ order, organization, withCode, leastVotes }: Wanted): boolean {
  return order === 'votes' || order === 'newest' || organization !== null || withCode || leastVotes !== null
}

/** Joins the text index if needed. */
function wordsOf({ words, keyword }: Wanted, id = sql`p.paper_id`): SQL {
  return words === null && keyword === null ? sql`` : sql`join paper_words w on w.paper_id = ${id}`
}

function filters(
  { words, organization, author, keyword, submitter, withCode, leastVotes, among }: Wanted,
  id = sql`p.paper_id`,
): SQL {
  const conditions = [
    sql`true`,
    ...(among === undefined ? [] : [sql`${id} in (${among})`]),
    ...(words === null ? [] : [found(words, id)]),
    ...(keyword === null ? [] : [sql`w.keywords @> ${namesMeant('keyword', keyword)}`]),
    ...(organization === null
      ? []
      : [sql`p.organization = any(${namesMeant('organization', organization)})`]),
    ...(author === null
      ? []
      : [
          sql`${id} in (select a.paper_id from author_papers a where a.author = any(${namesMeant('author', author)}))`,
        ]),
    ...(submitter === null
      ? []
      : [
          sql`${id} in (
            select n.paper_id from unnest(${namesMeant('submitter', submitter)}) as handle
            cross join lateral named_papers('submitter', handle) n)`,
        ]),
    ...(withCode ? [sql`p.repository is not null`] : []),
    ...(leastVotes === null ? [] : [sql`p.upvotes >= ${leastVotes}`]),
  ]
  return sql.join(conditions, sql` and `)
}

/** Matches a paper's id or a link to it, and all else in the text. */
function found(words: string, id: SQL): SQL {
  const paper = paperReference(words)
  return paper === null ? sql`w.search @@ search_query(${words})` : sql`${id} = ${paper}`
}
