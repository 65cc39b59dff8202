import { sql } from '../../../base/sql.ts'
import { addDays, type Day, daysFrom } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'

/** A keyword's share of the papers of some days with lists, and of as many before them; from 0 to 1. */
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
  /** The first day with a list, of those that are looked at. */
  readonly first: Day
  /** First day of the organizations' year. */
  readonly yearFirst: Day
  readonly months: readonly { readonly month: string; readonly papers: number; readonly withCode: number }[]
  /** The strongest rise first. */
  readonly rising: readonly KeywordShift[]
  /** The strongest fall first. */
  readonly falling: readonly KeywordShift[]
  /** What keywords are compared over; null while there are not two days with lists. */
  readonly halves: Halves | null
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

/** The newest days with lists in two halves of equally many, and the papers submitted in each. */
export interface Halves {
  readonly days: number
  readonly beforeFirst: Day
  readonly first: Day
  readonly papersBefore: number
  readonly papers: number
}

/** Trends go back so far, and over so many papers, that the page costs the same however large the warehouse is. */
const MONTHS = 24
const MOST = { papers: 50_000, shiftDays: 90, keywords: 8, drawn: 3, ranks: 20, organizations: 20 }

/** Reads the trends of the two years until a day. */
export async function readTrends(executor: Executor, last: Day): Promise<Trends> {
  const rows = async <Row>(statement: Parameters<Executor['rows']>[0]) =>
    [...(await executor.rows<Record<string, unknown> & Row>(statement))] as readonly Row[]
  const first = await firstDay(executor, last)
  const yearFirst = daysFrom(first, last).length > 365 ? addDays(last, -364) : first
  const halves = await readHalves(executor, first, last)
  const shifts =
    halves === null
      ? []
      : await rows<KeywordShift>(sql`
          select keyword, papers_before::int as "papersBefore", papers::int, share_before as "shareBefore", share
          from keyword_shifts(${halves.beforeFirst}::date, ${halves.first}::date, ${last}::date, ${MOST.keywords})`)
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
    halves,
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

/**
 * The first day with a list of the months that are looked at, or the day after which so many papers came as are looked
 * at at most: what was before is not known, and would look like days without papers.
 */
async function firstDay(executor: Executor, last: Day): Promise<Day> {
  const month = Temporal.PlainDate.from(last)
    .with({ day: 1 })
    .subtract({ months: MONTHS - 1 })
    .toString()
  const [row] = await executor.rows<{ listed: Day | null; bound: Day | null }>(sql`
    select (select min(day)::text from coverage where loaded > 0 and day >= ${month}::date) as listed,
      (
        select ((submitted_at at time zone 'UTC')::date + 1)::text from papers
        where submitted_at < (${last}::date + 1)::timestamp at time zone 'UTC'
        order by submitted_at desc offset ${MOST.papers} limit 1
      ) as bound`)
  const first = [month, row?.listed, row?.bound].reduce<Day>(
    (latest, day) => (day !== null && day !== undefined && day > latest ? day : latest),
    month,
  )
  return first < last ? first : last
}

/** The newest days with lists, halved: an odd one, the oldest, is left out. */
async function readHalves(executor: Executor, first: Day, last: Day): Promise<Halves | null> {
  const listed = await executor.rows<{ day: Day }>(sql`
    select day::text from coverage where loaded > 0 and day between ${first}::date and ${last}::date
    order by coverage.day desc limit ${2 * MOST.shiftDays}`)
  const days = Math.floor(listed.length / 2)
  const [newer, older] = [listed[days - 1]?.day, listed[2 * days - 1]?.day]
  if (newer === undefined || older === undefined) return null
  const [counts] = await executor.rows<{ papersBefore: number; papers: number }>(sql`
    select count(*) filter (where submitted_at < ${newer}::date::timestamp at time zone 'UTC')::int as "papersBefore",
      count(*) filter (where submitted_at >= ${newer}::date::timestamp at time zone 'UTC')::int as papers
    from papers
    where submitted_at >= ${older}::date::timestamp at time zone 'UTC'
      and submitted_at < (${last}::date + 1)::timestamp at time zone 'UTC'`)
  const { papersBefore = 0, papers = 0 } = counts ?? {}
  return { days, beforeFirst: older, first: newer, papersBefore, papers }
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
