import { type SQL, sql } from '../../base/sql.ts'
import { addDays, isDay, isMonth, isWeek, weekOf } from '../../model/day.ts'
import type { Executor } from '../../query/executor.ts'

/** What a value of a question is. */
type ValueKind =
  | 'day'
  | 'moment'
  | 'week'
  | 'month'
  | 'paper'
  | 'keyword'
  | 'organization'
  | 'words'
  | 'title'

/** A value in a question's SQL, which others may stand for. */
export interface QuestionValue {
  /** Name in a form and an address: `day`, or `from` and `to` where a question has two of a kind. */
  readonly name: string
  readonly kind: ValueKind
  /** What stands in the document. */
  readonly written: string
}

/** A question's SQL, cut at its values. */
export type QuestionParts = readonly (string | QuestionValue)[]

const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?Z$/

const KINDS: readonly (readonly [ValueKind, RegExp])[] = [
  ['day', /^\d{4}-\d\d-\d\d$/],
  ['moment', INSTANT],
  ['week', /^\d{4}-W\d\d$/],
  ['month', /^\d{4}-\d\d$/],
  ['paper', /^\d{4}\.\d{5}$/],
]

const FUNCTIONS: Readonly<Record<string, ValueKind>> = {
  keyword_trend: 'keyword',
  organization_trend: 'organization',
  search_papers: 'words',
  find_title: 'title',
}

/** Cuts a question's SQL at its values: days, weeks, papers and the like, and the words that a function is asked with. */
export function questionParts(statement: string): QuestionParts {
  const found = [...statement.matchAll(/(\w+\()?'([^']*)'/g)].flatMap(
    ({ 0: all, 1: call, 2: written = '', index }) => {
      const kind = KINDS.find(([, form]) => form.test(written))?.[0] ?? FUNCTIONS[call?.slice(0, -1) ?? '']
      return kind === undefined
        ? []
        : [{ kind, written, first: index + all.indexOf("'"), end: index + all.length }]
    },
  )
  const parts: (string | QuestionValue)[] = []
  let at = 0
  for (const { kind, written, first, end } of found) {
    const alike = found.filter((each) => each.kind === kind)
    const name = alike.length < 2 ? kind : alike[0]?.first === first ? 'from' : 'to'
    parts.push(statement.slice(at, first), { name, kind, written })
    at = end
  }
  return [...parts, statement.slice(at)]
}

/** The values of a question, in its order. */
export function valuesIn(parts: QuestionParts): readonly QuestionValue[] {
  return parts.filter((part) => typeof part !== 'string')
}

/** The statement with its values bound, never as text in it. */
export function boundQuestion(parts: QuestionParts, values: Readonly<Record<string, string>>): SQL {
  return sql.join(
    parts.map((part) => {
      if (typeof part === 'string') return sql.raw(part)
      const value = sql`${values[part.name] ?? ''}::text`
      return part.kind === 'day'
        ? sql`${value}::date`
        : part.kind === 'moment'
          ? sql`${value}::timestamptz`
          : value
    }),
  )
}

/** The statement as a person would type it with these values. */
export function writtenQuestion(parts: QuestionParts, values: Readonly<Record<string, string>>): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : `'${(values[part.name] ?? '').replaceAll("'", "''")}'`))
    .join('')
}

/** What is wrong with a value; null when nothing is. */
export function problemOf({ kind, name }: QuestionValue, text: string): string | null {
  if (text.includes('\0') || !text.isWellFormed() || text.length > 200) return `${name}: expected plain text`
  const expectations: Readonly<Record<ValueKind, readonly [boolean, string]>> = {
    day: [isDay(text), 'a day such as 2026-06-03'],
    moment: [isMoment(text), 'an instant such as 2026-06-03 20:00Z'],
    week: [isWeek(text), 'a week such as 2026-W23'],
    month: [isMonth(text), 'a month such as 2026-06'],
    paper: [text !== '', 'the id of a paper'],
    keyword: [text !== '', 'a keyword'],
    organization: [text !== '', 'the handle of an organization'],
    words: [text !== '', 'some words'],
    title: [text !== '', 'a part of a title'],
  }
  const [isRight, expected] = expectations[kind]
  return isRight ? null : `${name}: ${JSON.stringify(text)} is none, expected ${expected}`
}

function isMoment(text: string): boolean {
  return INSTANT.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text.replace(' ', 'T')))
}

/** What this warehouse has to be asked about; null for what it lacks. */
interface Known extends Record<string, unknown> {
  readonly day: string | null
  readonly paper: string | null
  readonly moment: string | null
  readonly keyword: string | null
  readonly organization: string | null
  readonly title: string | null
}

const DAY = sql`(select max(day) from paper_days where gone_at is null)`

/** Where a question is about what few days or papers have: one of those, by the view or the clause that it is asked of. */
const RARE: readonly (readonly [RegExp, SQL])[] = [
  [/FROM papers_gone/, sql`select max(day)::text as day, null as paper from papers_gone`],
  [
    /HAVING count\(\*\) > 1/,
    sql`select max(day)::text as day, null as paper from (select max(day) as day from paper_days group by paper_id, date_trunc('week', day::timestamp) having count(*) > 1) d`,
  ],
  [
    /FROM title_changes/,
    sql`select null as day, paper_id as paper from title_changes where title_before is not null order by first_seen desc, paper_id limit 1`,
  ],
  [/FROM coverage_gaps/, sql`select max(day)::text as day, null as paper from coverage_gaps`],
  [
    /u\.last_without IS NOT NULL/,
    sql`select max(d.day)::text as day, null as paper from paper_days d join paper_uses u using (paper_id) where u.kind = 'model' and u.last_without is not null`,
  ],
  [
    /JOIN paper_uses/,
    sql`select max(d.day)::text as day, null as paper from paper_days d join paper_uses u using (paper_id)`,
  ],
  [
    /most_discussed/,
    sql`select max(d.day)::text as day, null as paper from paper_days d join comments c using (paper_id)`,
  ],
  [
    /FROM comments/,
    sql`select null as day, paper_id as paper from comments group by paper_id order by count(*) desc, paper_id limit 1`,
  ],
]

/** Values that this warehouse has rows for, for each of some questions; those of the document where it is empty. */
export async function ownValues(
  executor: Executor,
  questions: readonly QuestionParts[],
): Promise<Readonly<Record<string, string>>[]> {
  const [known] = await executor.rows<Known>(sql`
    with newest as materialized (select * from paper_days where day = ${DAY} and gone_at is null order by rank)
    select (select max(day)::text from newest) as day, (select paper_id from newest limit 1) as paper,
      (select title from newest limit 1) as title,
      (select to_char(max(observed_at) at time zone 'UTC' + interval '1 minute', 'YYYY-MM-DD HH24:MI"Z"')
        from newest join snapshots using (paper_id)) as moment,
      (select k from newest join paper_words using (paper_id) cross join unnest(paper_words.keywords) k
        group by k order by count(*) desc, k limit 1) as keyword,
      (select organization from newest where organization is not null group by 1 order by count(*) desc, 1 limit 1) as organization`)
  return Promise.all(
    questions.map(async (parts) => {
      const text = parts.filter((part) => typeof part === 'string').join('')
      const about = RARE.find(([clause]) => clause.test(text))?.[1]
      const [rare] =
        about === undefined ? [] : await executor.rows<{ day: string | null; paper: string | null }>(about)
      const own = {
        ...known,
        day: rare?.day ?? known?.day ?? null,
        paper: rare?.paper ?? known?.paper ?? null,
      }
      return Object.fromEntries(
        valuesIn(parts).map((value) => [value.name, ownValue(value, own) ?? value.written]),
      )
    }),
  )
}

function ownValue({ kind, name }: QuestionValue, own: Partial<Known>): string | null {
  const { day = null, moment = null } = own
  if (kind === 'words') return own.keyword ?? null
  if (kind === 'paper' || kind === 'keyword' || kind === 'organization' || kind === 'title')
    return own[kind] ?? null
  if (day === null) return null
  if (kind === 'moment' && name === 'from' && moment !== null)
    return `${addDays(moment.slice(0, 10), -7)} 00:00Z`
  if (kind === 'moment') return moment
  if (kind === 'week') return weekOf(day)
  if (kind === 'month') return day.slice(0, 7)
  if (name === 'day') return day
  const monday = Temporal.PlainDate.from(day).dayOfWeek - 1
  return addDays(day, (name === 'from' ? 0 : 6) - monday)
}
