import { sql } from '../../../base/sql.ts'
import { createHash } from 'node:crypto'
import { addDays, type Day, dayOf, daysFrom, weekOf } from '../../../model/day.ts'
import { FEED_FORMATS } from '../../feed/render-feed.ts'
import { newPapers } from '../../feed/select-for-feed.ts'
import { fixedPeriod } from '../../../query/period.ts'
import type { SiteContext } from '../site-context.ts'
import { MOST_LISTED } from '../parts/page-sizes.ts'
import { type PageFamily, type PlannedPage, withFurther } from './page-family.ts'

/** Six families are planned from the same days. */
const PLANNED_DAYS = new WeakMap<SiteContext, Promise<Map<Day, string>>>()

/** Days from the first to the last that anything is known of, each with a hash of what its pages show. */
async function dayVersions(context: SiteContext): Promise<Map<Day, string>> {
  const known = PLANNED_DAYS.get(context) ?? readDayVersions(context)
  PLANNED_DAYS.set(context, known)
  return known
}

async function readDayVersions({ executor, now }: SiteContext): Promise<Map<Day, string>> {
  const rows = await executor.rows<{ day: Day; version: string }>(sql`
    with lists as (
      select day, bit_xor(hash_record_extended(row(
        d.paper_id, d.rank, d.title, d.abstract, d.authors, d.organization, d.organization_name, d.upvotes, d.comments,
        d.repository, d.stars, d.ai_summary, d.first_seen, d.gone_at
      ), 0)) as version
      from paper_days d group by day
    )
    select c.day::text,
      md5(concat_ws('|', l.version, c.state, c.reason, c.loaded, c.still_open, c.is_gap)) as version
    from coverage_at(${dayOf(now())}::date) c left join lists l on l.day = c.day
    where c.state <> 'missing'
    order by 1`)
  const known = new Map(rows.map(({ day, version }) => [day, version]))
  const [first, last] = [rows[0]?.day, rows.at(-1)?.day]
  if (first === undefined || last === undefined) return known
  return new Map(daysFrom(first, last).map((day) => [day, known.get(day) ?? 'never read']))
}

/** How many papers of a day are new: those are in the feeds beside the first ones. */
async function newOnDays({ executor, now }: SiteContext): Promise<Map<Day, string>> {
  const rows = await executor.rows<{ day: Day; papers: string }>(sql`
    select day::text, count(*)::text as papers from paper_days where paper_id in (${newPapers(now())}) group by day`)
  return new Map(rows.map(({ day, papers }) => [day, ` ${papers} new`]))
}

/** Days, weeks and months that anything is known of, each kind with its feeds. */
export const PERIOD_FAMILIES: readonly PageFamily[] = (
  [
    ['day', (day) => day],
    ['week', weekOf],
    ['month', (day) => day.slice(0, 7)],
  ] as readonly (readonly ['day' | 'week' | 'month', (day: Day) => string])[]
).flatMap(([kind, keyOf]) => [
  {
    name: `/feed/${kind}/KEY`,
    kind: 'file',
    plan: async (context) =>
      (await periods(context, kind, keyOf, await newOnDays(context))).flatMap(({ path, version }) =>
        FEED_FORMATS.map((format) => ({ path: `/feed${path}.${format}`, version })),
      ),
  },
  {
    name: `/${kind}/KEY, /${kind}/KEY/NUMBER`,
    kind: 'page',
    plan: async (context) => {
      const papers = await papersBeyond(context, kind)
      return (await periods(context, kind, keyOf)).flatMap((page) =>
        withFurther(page, papers.get(page.path) ?? 0, MOST_LISTED[kind]),
      )
    },
  },
])

/** A day, week or month of a list of days, as `model/day.ts` writes it. */
const KEYS = { day: 'YYYY-MM-DD', week: 'IYYY-"W"IW', month: 'YYYY-MM' } as const

/** Papers of the periods that have more than stand on one page, by the path of it. */
async function papersBeyond(
  { executor }: SiteContext,
  kind: 'day' | 'week' | 'month',
): Promise<Map<string, number>> {
  const rows = await executor.rows<{ key: string; papers: number }>(sql`
    select to_char(day, ${KEYS[kind]}::text) as key, count(distinct paper_id)::int as papers from paper_days
    where gone_at is null group by 1 having count(distinct paper_id) > ${MOST_LISTED[kind]}`)
  return new Map(rows.map(({ key, papers }) => [`/${kind}/${key}`, papers]))
}

async function periods(
  context: SiteContext,
  kind: 'day' | 'week' | 'month',
  keyOf: (day: Day) => string,
  more: ReadonlyMap<Day, string> = new Map(),
): Promise<PlannedPage[]> {
  const today = dayOf(context.now())
  const versions = await dayVersions(context)
  return [...Map.groupBy(versions.keys(), keyOf)].map(([key, days]) =>
    planned(
      kind,
      key,
      days.map((day) => (versions.get(day) ?? '') + (more.get(day) ?? '')),
      today,
    ),
  )
}

/** What is ahead of today has no links yet, and a day that is over is another thing than one that is not. */
function planned(
  kind: 'day' | 'week' | 'month',
  key: string,
  versions: readonly string[],
  today: Day,
): PlannedPage {
  const { days } = fixedPeriod(kind, key)
  const settled = days === null ? today : addDays(days.last, 1)
  const hash = createHash('sha256').update(versions.join('|'))
  return {
    path: `/${kind}/${key}`,
    version: hash.update(today < settled ? today : settled).digest('base64url'),
  }
}
