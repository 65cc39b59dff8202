import { html } from 'hono/html'
import { dayOf } from '../../../model/day.ts'
import { type FixedPeriod } from '../../../query/period.ts'
import { readPeriodCoverage } from '../../../query/read-period-coverage.ts'
import { completeness } from '../parts/completeness.ts'
import { viewsLine } from '../parts/list-views.ts'
import { numberedLinks, numberedWords } from '../parts/numbered-links.ts'
import type { Page } from '../parts/page.ts'
import { paperTable, type Sorting, sortingOf } from '../parts/paper-table.ts'
import { trail } from '../parts/trail.ts'
import { periodWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { senselessPage } from './missing-page.ts'
import { periodName, sectionOf, trailOf, turns } from './period-page.ts'
import { MOST_ROWS, periodTable } from './period-table.ts'

/** What an address asks of a table. */
export interface TableAsked {
  /** Such as `votes` or `-votes`; undefined for the order of the list. */
  readonly sort: string | undefined
  /** From 1. */
  readonly page: string | undefined
}

/** The papers of a day, week or month as a dense table, sorted by any of its columns. */
export async function periodTablePage(
  { executor, now }: SiteContext,
  period: FixedPeriod,
  { sort, page }: TableAsked,
): Promise<Page> {
  const { kind, key } = period
  const path = `/${kind}/${key}`
  const usual: Sorting = { by: 'rank', isReversed: false }
  const sorting = sort === undefined ? usual : sortingOf(sort)
  if (sorting === null)
    return senselessPage(path, `sort:${sort}: expected a column of the table, such as votes`)
  const number = pageNumber(page)
  if (number === null) return senselessPage(path, `page:${page}: expected a number from 1`)
  const today = dayOf(now())
  const [{ rows, total }, coverage] = await Promise.all([
    periodTable(executor, period, { sorting, number, now: now() }),
    readPeriodCoverage(executor, period, today),
  ])
  const asked = { view: 'table', ...(sort === undefined ? {} : { sort }) }
  const place = { total, number, count: rows.length, most: MOST_ROWS }
  return {
    path,
    title: `Papers of ${periodWords(period)}, as a table`,
    description: `The papers of ${periodWords(period)} with votes, comments, stars and organizations.`,
    section: sectionOf(period, today),
    feeds: [{ title: periodName(period), path: `/feed${path}.atom` }],
    isSettled: false,
    body: html`${trail(trailOf(period))}
      <h1>${periodName(period)}</h1>
      ${turns(period, today)} ${completeness(coverage)}
      <h2 class="unseen">Papers</h2>
      ${viewsLine(html`<p class="quiet part">${numberedWords(place, 'paper')}</p>`, 'table', { path, isStatic: false })}
      ${paperTable(rows, {
        now: sorting,
        addressOf: (text) => `${path}?view=table${text === 'rank' ? '' : `&sort=${text}`}`,
      })}
      ${numberedLinks(place, { path, query: asked })}`,
  }
}

/** Pages that an address may name. */
const MOST_PAGES = 10_000

/** The page that an address names, the first one without a name; null for none. */
export function pageNumber(text: string | undefined): number | null {
  if (text === undefined) return 1
  const number = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= MOST_PAGES ? number : null
}
