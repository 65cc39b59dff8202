import { sql } from 'drizzle-orm/sql/sql'
import { html } from 'hono/html'
import type { Executor } from '../../executor.ts'
import { describePapers } from '../../selection/select-papers.ts'
import { barChart } from '../charts/bar-chart.ts'
import { allMonths } from '../charts/months.ts'
import { type NameKind, namePath } from '../parts/links.ts'
import type { Markup, Page } from '../parts/page.ts'
import { paperList } from '../parts/paper-list.ts'
import { count, counted, periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'

/** Papers that are shown: the newest. */
const MOST = 100

/** What stands over a page about a name. */
const WORDS: Readonly<Record<NameKind, { readonly of: string; readonly does: string }>> = {
  organization: { of: 'Organization', does: 'stands behind' },
  author: { of: 'Author', does: 'wrote' },
  keyword: { of: 'Keyword', does: 'is a keyword of' },
  submitter: { of: 'Submitter', does: 'brought' },
}

interface MonthRow {
  readonly month: string | null
  readonly papers: number
  readonly upvotes: number | null
}

/** The papers of an organization, an author, a keyword or a submitter; null when none is known. */
export async function namePage(
  { executor, isStatic }: SiteContext,
  kind: NameKind,
  name: string,
): Promise<Page | null> {
  // One walk over its papers gives both: a keyword may have a great many.
  const [known] = await executor.rows<{ months: readonly MonthRow[] | null; newest: readonly string[] }>(sql`
    with named as materialized (select * from named_papers(${kind}, ${name}))
    select
      (
        select json_agg(m order by m.month) from (
          select to_char(date_trunc('month', came_at at time zone 'UTC'), 'YYYY-MM') as month, count(*) as papers,
            sum(upvotes) as upvotes
          from named group by 1
        ) m
      ) as months,
      array(select paper_id from named order by came_at desc nulls last, paper_id limit ${MOST}) as newest`)
  if (known === undefined || known.months === null) return null
  const { months, newest } = known
  const all = months.reduce((sum, { papers }) => sum + papers, 0)
  const votes = months.reduce((sum, { upvotes }) => sum + (upvotes ?? 0), 0)
  const papers = await describePapers(
    executor,
    sql`
      select n.place, n.paper_id, (select d.days[1] from paper_details d where d.paper_id = n.paper_id) as day,
        null::int as rank, null::double precision as momentum, null::int as gained
      from jsonb_array_elements_text(${JSON.stringify(newest)}::text::jsonb) with ordinality as n(paper_id, place)`,
  )
  const words = WORDS[kind]
  const title = kind === 'organization' ? await organizationName(executor, name) : name
  return {
    path: namePath(kind, name),
    title: `${title}: papers`,
    description: `${words.of} ${title} ${words.does} ${counted(all, 'paper')} with ${counted(votes, 'vote')}.`,
    section: null,
    feeds: [],
    isSettled: false,
    body: html`<p class="quiet">${words.of}</p>
      <h1 dir="auto">${title}</h1>
      <p class="lead">${counted(all, 'paper')}, ${counted(votes, 'vote')}.</p>
      ${isStatic || kind === 'submitter' ? '' : searchLink(kind, name)} ${monthsChart(months)}
      <h2>${all > MOST ? `The newest ${MOST} papers` : 'Papers'}</h2>
      ${paperList(papers, { withDays: true })}`,
  }
}

async function organizationName(executor: Executor, handle: string): Promise<string> {
  const [row] = await executor.rows<{ name: string | null }>(
    sql`select name from all_organizations where organization = ${handle} order by organization_id limit 1`,
  )
  return row?.name ?? handle
}

function searchLink(kind: NameKind, name: string): Markup | Promise<Markup> {
  return html`<p class="turn"><a href="/search?${kind}=${encodeURIComponent(name)}">Search among them</a></p>`
}

function monthsChart(rows: readonly MonthRow[]): Markup | Promise<Markup> | string {
  const known = rows.flatMap((row) => (row.month === null ? [] : [{ ...row, month: row.month }]))
  const [first, last] = [known[0]?.month, known.at(-1)?.month]
  if (first === undefined || last === undefined) return ''
  const drawn = barChart({
    name: 'months',
    title: 'Votes by month of submission',
    unit: 'votes',
    columns: ['Month', 'Votes', 'Papers'],
    format: (value) => count(value),
    bars: allMonths(first, last).map((month) => {
      const row = known.find((each) => each.month === month)
      return {
        label: month.slice(2),
        words: periodWords({ kind: 'month', key: month }),
        value: row?.upvotes ?? 0,
        cells: [row === undefined ? '0' : count(row.upvotes), count(row?.papers ?? 0)],
      }
    }),
  })
  return drawn === null ? '' : html`<div class="charts">${drawn}</div>`
}
