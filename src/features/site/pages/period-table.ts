import { type SQL, sql } from '../../../base/sql.ts'
import type { Executor } from '../../../query/executor.ts'
import type { FixedPeriod } from '../../../query/period.ts'
import { isAscending, type Sorting, type TablePaper, type TableSort } from '../parts/paper-table.ts'
import { gainedOf } from './list-facts.ts'

/** Rows on a page of a table. */
export const MOST_ROWS = 100

const KEYS: Readonly<Record<TableSort, SQL>> = {
  rank: sql`place`,
  title: sql`lower(title) collate "C"`,
  votes: sql`upvotes`,
  gain: sql`gained`,
  comments: sql`comments`,
  stars: sql`stars`,
  organization: sql`lower(coalesce(organization_name, organization)) collate "C"`,
}

/** A page of a period's papers as rows. */
export interface PeriodTable {
  readonly rows: readonly TablePaper[]
  /** Of the whole period. */
  readonly total: number
}

/**
 * Reads a page of the papers of a period, sorted in any way; each paper once. Its place is the one on its list, in a week
 * or month the one by votes.
 *
 * @param number of the page, from 1
 */
export async function periodTable(
  executor: Executor,
  { kind, days }: FixedPeriod,
  {
    sorting,
    number,
    now,
  }: { readonly sorting: Sorting; readonly number: number; readonly now: Temporal.Instant },
): Promise<PeriodTable> {
  const within = days === null ? sql`true` : sql`day between ${days.first}::date and ${days.last}::date`
  const place =
    kind === 'day' ? sql`rank` : sql`row_number() over (order by upvotes desc nulls last, paper_id)`
  const rows = await executor.rows<Record<string, unknown> & TablePaper & { total: number }>(sql`
    select place::int, paper_id as "paperId", title, upvotes, gained::int, comments, stars, organization,
      organization_name as "organizationName", total::int
    from (
      select p.*, ${gainedOf(sql`p.paper_id`, now)} as gained
      from (
        select *, ${place} as place, count(*) over () as total
        from (
          select distinct on (paper_id) paper_id, rank, title, upvotes, comments, stars, organization, organization_name
          from paper_days where ${within} and gone_at is null order by paper_id, day
        ) listed
      ) p
    ) found
    order by ${KEYS[sorting.by]} ${isAscending(sorting) ? sql`asc` : sql`desc`} nulls last, place nulls last, paper_id
    limit ${MOST_ROWS} offset ${(number - 1) * MOST_ROWS}`)
  return { rows, total: rows[0]?.total ?? 0 }
}
