import { sql } from '../../../base/sql.ts'
import { addDays, type Day, daysFrom } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'

/** A keyword's share of the papers of some days, and of as many days before them; from 0 to 1. */
export interface KeywordShift {
  readonly keyword: string
  readonly papersBefore: number
  readonly papers: number
  readonly shareBefore: number
  readonly share: number
}

/** Votes a paper, for a place, an hour or a weekday. */
export interface Mean {
  readonly key: number
  readonly papers: number
  /** Null without papers. */
  readonly votes: number | null
}

/** What the page of trends shows. */
export interface Trends {
  /** First day of the months. */
  readonly first: Day
  /** First day of the organizations' year. */
  readonly yearFirst: Day
  readonly months: readonly { readonly month: string; readonly papers: number; readonly withCode: number }[]
  /** The strongest rise first. */
  readonly rising: readonly KeywordShift[]
  /** The strongest fall first. */
  readonly falling: readonly KeywordShift[]
  /** Days that keywords are compared over. */
  readonly shiftDays: number
  /** The first of both, whose months are told. */
  readonly drawn: readonly string[]
  readonly keywordMonths: readonly {
    readonly keyword: string
    readonly month: string
    readonly papers: number
  }[]
  readonly ranks: readonly Mean[]
  /** Hours from 0, UTC. */
  readonly hours: readonly Mean[]
  /** Weekdays from 1, Monday. */
  readonly weekdays: readonly Mean[]
  readonly organizations: readonly {
    readonly organization: string
    readonly name: string | null
    readonly papers: number
    readonly upvotes: number | null
  }[]
}

/** Trends go back so far, and over so many papers, that the page costs the same however large the warehouse is. */
const MONTHS = 24
const MOST = { papers: 50_000, shiftDays: 90, keywords: 8, drawn: 3, ranks: 20, organizations: 20 }

/** Reads the trends of the two years until a day. */
export async function trendsOf(executor: Executor, last: Day): Promise<Trends> {
  const rows = async <Row>(statement: Parameters<Executor['rows']>[0]) =>
    [...(await executor.rows<Record<string, unknown> & Row>(statement))] as readonly Row[]
  const first = await firstDay(executor, last)
  const days = daysFrom(first, last).length
  const shiftDays = Math.min(MOST.shiftDays, Math.max(1, Math.floor(days / 2)))
  const yearFirst = days > 365 ? addDays(last, -364) : first
  const shifts = await rows<KeywordShift>(sql`
    select keyword, papers_before::int as "papersBefore", papers::int, share_before as "shareBefore", share
    from keyword_shifts(${addDays(last, 1 - 2 * shiftDays)}::date, ${addDays(last, 1 - shiftDays)}::date, ${last}::date,
      ${MOST.keywords})`)
  const rising = shifts.filter(({ share, shareBefore }) => share > shareBefore)
  const falling = shifts.filter(({ share, shareBefore }) => share < shareBefore).toReversed()
  const drawn = [...rising.slice(0, MOST.drawn), ...falling.slice(0, MOST.drawn)].map(
    ({ keyword }) => keyword,
  )
  const times = await rows<{ weekday: number; hour: number; papers: number; upvotes: number }>(sql`
    select weekday, hour, papers::int, upvotes::float8 from votes_by_hour(${first}::date, ${last}::date)`)
  return {
    first,
    yearFirst,
    months: await rows<Trends['months'][number]>(sql`
      select to_char(month, 'YYYY-MM') as month, papers::int, with_code::int as "withCode"
      from code_by_month(${first}::date, ${last}::date)`),
    rising,
    falling,
    shiftDays,
    drawn,
    keywordMonths: await rows<Trends['keywordMonths'][number]>(sql`
      select keyword, to_char(month, 'YYYY-MM') as month, papers::int
      from keyword_months(
        array(select jsonb_array_elements_text(${JSON.stringify(drawn)}::text::jsonb)),
        ${first}::date, ${last}::date)`),
    ranks: await rows<Mean>(sql`
      select rank as key, papers::int, upvotes::float8 / papers as votes
      from votes_by_rank(${first}::date, ${last}::date, ${MOST.ranks})`),
    hours: means(times, ({ hour }) => hour),
    weekdays: means(times, ({ weekday }) => weekday),
    organizations: await rows<Trends['organizations'][number]>(sql`
      select organization, name, papers::int, upvotes::float8
      from organization_ranking(${yearFirst}::date, ${last}::date, ${MOST.organizations}) order by place`),
  }
}

/** The first day of the months, or the day after which so many papers came as are looked at at most. */
async function firstDay(executor: Executor, last: Day): Promise<Day> {
  const first = Temporal.PlainDate.from(last)
    .with({ day: 1 })
    .subtract({ months: MONTHS - 1 })
    .toString()
  const [row] = await executor.rows<{ day: Day }>(sql`
    select ((submitted_at at time zone 'UTC')::date + 1)::text as day from all_papers
    where submitted_at < (${last}::date + 1)::timestamp at time zone 'UTC'
    order by submitted_at desc offset ${MOST.papers} limit 1`)
  if (row === undefined || row.day < first) return first
  return row.day < last ? row.day : last
}

/** Votes a paper by a key of their rows, in the order of the keys. */
function means<Row extends { readonly papers: number; readonly upvotes: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => number,
): Mean[] {
  const sums = new Map<number, { papers: number; upvotes: number }>()
  for (const row of rows) {
    const { papers, upvotes } = sums.get(keyOf(row)) ?? { papers: 0, upvotes: 0 }
    sums.set(keyOf(row), { papers: papers + row.papers, upvotes: upvotes + row.upvotes })
  }
  return [...sums]
    .map(([key, { papers, upvotes }]) => ({ key, papers, votes: upvotes / papers }))
    .toSorted((a, b) => a.key - b.key)
}
