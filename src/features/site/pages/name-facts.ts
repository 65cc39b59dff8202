import { sql } from '../../../base/sql.ts'
import type { Executor } from '../../../query/executor.ts'
import { describePapers, type SelectedPaper } from '../../../query/select-papers.ts'
import type { NameKind } from '../parts/links.ts'

/** A name that has a page of its papers. */
export interface Name {
  readonly kind: NameKind
  readonly name: string
}

/** Papers of a month of submission; null for those of which none is known. */
export interface NameMonth {
  readonly month: string | null
  readonly papers: number
  readonly upvotes: number | null
}

/** All that the page of a name tells. */
export interface NameFacts extends Name {
  /** The name of an organization, a keyword as it is shown; of all others the name that was asked for. */
  readonly title: string
  readonly months: readonly NameMonth[]
  /** The newest ones. */
  readonly papers: readonly SelectedPaper[]
}

/** Papers of a name that are shown. */
export const MOST_NAMED = 100

interface Known extends Record<string, unknown> {
  readonly place: number
  readonly title: string | null
  readonly months: readonly NameMonth[] | null
  readonly newest: readonly string[]
}

/**
 * Reads what is known of some names: two statements for all of them.
 *
 * @returns as many as were asked for, in their order; null for one of which no paper is known
 */
export async function nameFacts(executor: Executor, names: readonly Name[]): Promise<(NameFacts | null)[]> {
  // One walk over its papers gives both: a keyword may have a great many.
  const known = await executor.rows<Known>(sql`
    select asked.place::int,
      case asked.kind
        when 'organization' then (
          select name from all_organizations where organization = asked.name order by organization_id limit 1
        )
        when 'keyword' then (keywords_shown(array[asked.name]))[1]
      end as title,
      found.months, found.newest
    from rows from (
      jsonb_to_recordset(${JSON.stringify(names)}::text::jsonb) as (kind text, name text)
    ) with ordinality as asked(kind, name, place)
    cross join lateral (
      with named as materialized (select * from named_papers(asked.kind, asked.name))
      select
        (
          select json_agg(m order by m.month) from (
            select to_char(date_trunc('month', came_at at time zone 'UTC'), 'YYYY-MM') as month, count(*) as papers,
              sum(upvotes) as upvotes
            from named group by 1
          ) m
        ) as months,
        array(select paper_id from named order by came_at desc nulls last, paper_id limit ${MOST_NAMED}) as newest
    ) found`)
  const shown = known.flatMap(({ newest }) => newest)
  const papers = await describePapers(
    executor,
    sql`
      select n.place, n.paper_id, (select d.days[1] from paper_details d where d.paper_id = n.paper_id) as day,
        null::int as rank, null::double precision as momentum, null::int as gained
      from jsonb_array_elements_text(${JSON.stringify(shown)}::text::jsonb) with ordinality as n(paper_id, place)`,
  )
  const byPlace = new Map(papers.map((paper) => [paper.place, paper]))
  const facts = new Map<number, NameFacts>()
  let first = 1
  for (const { place, title, months, newest } of known) {
    const own = newest.flatMap((_, index) => byPlace.get(first + index) ?? [])
    first += newest.length
    const asked = names[place - 1]
    if (asked === undefined || months === null) continue
    // A keyword is one, whatever case it was asked for in.
    const name = asked.kind === 'keyword' ? (title ?? asked.name) : asked.name
    facts.set(place, { kind: asked.kind, name, title: title ?? name, months, papers: own })
  }
  return names.map((_, index) => facts.get(index + 1) ?? null)
}
