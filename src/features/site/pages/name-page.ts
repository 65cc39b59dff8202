import { html } from 'hono/html'
import { barChart } from '../charts/bar-chart.ts'
import { allMonths } from '../charts/months.ts'
import { comparePath } from '../parts/compare-path.ts'
import { type NameKind, namePath } from '../parts/links.ts'
import type { ListView } from '../parts/list-views.ts'
import type { Markup, Page } from '../parts/page.ts'
import { profileImage } from '../parts/profile-image.ts'
import { partWords } from '../parts/page-links.ts'
import { type Trail, trail } from '../parts/trail.ts'
import { count, counted, periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { listBody } from './list-body.ts'
import type { NameFacts, NameMonth } from './name-facts.ts'

/** What stands over a page about a name. */
const WORDS: Readonly<
  Record<NameKind, { readonly of: string; readonly does: string; readonly index: Trail[number] | null }>
> = {
  organization: { of: 'Organization', does: 'has', index: { to: '/organizations', text: 'Organizations' } },
  author: { of: 'Author', does: 'is an author of', index: { to: '/authors', text: 'Authors' } },
  keyword: { of: 'Keyword', does: 'is a keyword of', index: { to: '/keywords', text: 'Keywords' } },
  submitter: { of: 'Submitter', does: 'submitted', index: null },
}

/** The papers of an organization, an author, a keyword or a submitter. */
export async function namePage(
  context: SiteContext,
  facts: NameFacts,
  view: ListView = 'cards',
): Promise<Page> {
  const { isStatic } = context
  const { kind, name, title, months, papers, total, start, most } = facts
  const votes = months.reduce((sum, { upvotes }) => sum + (upvotes ?? 0), 0)
  const words = WORDS[kind]
  const path = namePath(kind, name)
  const isFirst = start === 0
  return {
    path: isStatic && !isFirst ? `${path}/${start / most + 1}` : path,
    title: isFirst ? `${title}: papers` : `${title}: papers, ${partWords(facts, 'newest')}`,
    description: `${words.of} ${title} ${words.does} ${counted(total, 'paper')} with ${counted(votes, 'vote')}.`,
    section: words.index?.to ?? null,
    feeds: [],
    isSettled: false,
    body: html`${words.index === null ? html`<p class="trail">${words.of}</p>` : trail([words.index])}
      <h1 dir="auto">${profileOf(context, facts)}${title}</h1>
      <p class="lead">${counted(total, 'paper')}, ${counted(votes, 'vote')}.</p>
      ${isStatic ? '' : searchLink(kind, name)} ${isFirst ? monthsCharts(months) : ''}
      ${await listBody(context, { papers, place: facts, order: 'newest', view, path, withDays: true })}`,
  }
}

function profileOf(context: SiteContext, { kind, name }: NameFacts): Markup | Promise<Markup> | '' {
  if (kind === 'organization') return profileImage(context, 'logo', name, 48)
  return kind === 'submitter' ? profileImage(context, 'avatar', name, 48) : ''
}

function searchLink(kind: NameKind, name: string): Markup | Promise<Markup> {
  return html`<p class="turn">
    <a href="/search?${kind}=${encodeURIComponent(name)}">Search within these papers</a>
    ${
      kind === 'keyword'
        ? html`<a href="${comparePath({ papers: [], keywords: [name] })}" rel="nofollow"
            >Compare with other keywords</a
          >`
        : ''
    }
  </p>`
}

/** Fewer months make bars as broad as the page. */
const LEAST_MONTHS = 12

/** Its papers and their votes, month by month. */
function monthsCharts(rows: readonly NameMonth[]): Markup | Promise<Markup> | string {
  const known = rows.flatMap((row) => (row.month === null ? [] : [{ ...row, month: row.month }]))
  const [begin, last] = [known[0]?.month, known.at(-1)?.month]
  if (begin === undefined || last === undefined) return ''
  const before = Temporal.PlainYearMonth.from(last).subtract({ months: LEAST_MONTHS - 1 })
  const months = allMonths(begin < before.toString() ? begin : before.toString(), last).map((month) => ({
    month,
    ...known.find((each) => each.month === month),
  }))
  const common = { columns: ['Month', 'Papers', 'Votes'], format: (value: number) => count(value) }
  const bars = (valueOf: (row: (typeof months)[number]) => number) =>
    months.map((row) => ({
      label: row.month.slice(2),
      words: periodWords({ kind: 'month', key: row.month }),
      value: valueOf(row),
      cells: [count(row.papers ?? 0), row.papers === undefined ? '0' : count(row.upvotes ?? null)],
    }))
  return html`<div class="charts">
    ${barChart({
      ...common,
      name: 'papers',
      title: 'Papers by month of submission',
      unit: 'papers',
      bars: bars(({ papers }) => papers ?? 0),
    })}
    ${barChart({
      ...common,
      name: 'months',
      title: 'Votes by month of submission',
      unit: 'votes',
      bars: bars(({ upvotes }) => upvotes ?? 0),
    })}
  </div>`
}
