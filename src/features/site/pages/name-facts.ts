import { sql } from '../../../base/sql.ts'
import { FIRST_DAY } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import { cursorText, pairsHash } from '../../../query/cursor.ts'
import { type PageAsked, type PagePlace, readCursors } from '../../../query/list-page.ts'
import { describePapers, type PageEnd, type SelectedPaper } from '../../../query/select-papers.ts'
import type { NameKind } from '../parts/links.ts'
import { MOST_NAMED } from '../parts/page-sizes.ts'

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

/** A page of a name's papers. */
export interface NameAsked extends Name {
  readonly after: PageEnd | null
  readonly before: PageEnd | null
  /** From 1. */
  readonly number: number
}

/** All that the page of a name tells. */
export interface NameFacts extends Name, PagePlace {
  /** The name of an organization, a keyword as it is shown; of all others the name that was asked for. */
  readonly title: string
  readonly months: readonly NameMonth[]
  /** A page of them, the newest first. */
  readonly papers: readonly SelectedPaper[]
}

/** Which page of a name's papers an address asks for, or the sentence that says what was expected. */
export function nameAsked(name: Name, asked: PageAsked): NameAsked | { readonly problem: string } {
  const read = readCursors(asked, hashOf(name), 1)
  if ('problem' in read) return read
  const { after, before } = read
  return { ...name, after: after?.end ?? null, before: before?.end ?? null, number: asked.number ?? 1 }
}

function hashOf({ kind, name }: Name): string {
  return pairsHash({ [kind]: name, order: 'newest' })
}

/** A paper that begins or ends a page. */
interface Edge {
  readonly id: string
  readonly key: number
}

interface Known extends Record<string, unknown> {
  readonly place: number
  readonly title: string | null
  readonly months: readonly NameMonth[] | null
  readonly total: number
  readonly start: number
  readonly shown: readonly Edge[] | null
}

/**
 * Reads what is known of some names, each with a page of its papers: two statements for all of them.
 *
 * @returns as many as were asked for, in their order; null for one of which no paper is known
 */
export async function nameFacts(
  executor: Executor,
  names: readonly NameAsked[],
): Promise<(NameFacts | null)[]> {
  const asked = names.map(({ kind, name, after, before, number }) => ({
    kind,
    name,
    skip: (number - 1) * MOST_NAMED,
    is_after: after !== null,
    is_before: before !== null,
    key: (after ?? before)?.keys[0] ?? null,
    id: (after ?? before)?.paperId ?? null,
  }))
  // One walk over its papers gives all: a keyword may have a great many. Keys are microseconds, negative: ascending.
  const known = await executor.rows<Known>(sql`
    select asked.place::int,
      case asked.kind
        when 'organization' then (
          select name from organizations where organization = asked.name order by organization_id limit 1
        )
        when 'keyword' then (keywords_shown(array[asked.name]))[1]
      end as title,
      found.months, found.total::int, found.start::int, found.shown
    from rows from (
      jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
        as (kind text, name text, skip int, is_after bool, is_before bool, key float8, id text)
    ) with ordinality as asked(kind, name, skip, is_after, is_before, key, id, place)
    cross join lateral (
      with named as materialized (
        select paper_id, came_at, upvotes, coalesce(-(extract(epoch from came_at) * 1000000)::float8, 1e300) as key
        from named_papers(asked.kind, asked.name)
      ),
      counted as (
        select count(*) as total,
          case
            when asked.is_after then count(*) filter (where (key, paper_id) <= (asked.key, asked.id))
            when asked.is_before
              then greatest(count(*) filter (where (key, paper_id) < (asked.key, asked.id)) - ${MOST_NAMED}::int, 0)
            else asked.skip
          end as start
        from named
      )
      select c.total, c.start,
        (
          select json_agg(m order by m.month) from (
            select to_char(date_trunc('month', came_at at time zone 'UTC'), 'YYYY-MM') as month, count(*) as papers,
              sum(upvotes) as upvotes
            from named group by 1
          ) m
        ) as months,
        (
          select json_agg(json_build_object('id', p.paper_id, 'key', p.key) order by p.key, p.paper_id)
          from (
            select paper_id, key from named order by key, paper_id limit ${MOST_NAMED} offset (select start from counted)
          ) p
        ) as shown
      from counted c
    ) found`)
  const shown = known.flatMap(({ shown: some }) => (some ?? []).map(({ id }) => id))
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
  for (const { place, title, months, total, start, shown: some } of known) {
    const edges = some ?? []
    const own = edges.flatMap((_, index) => {
      const paper = byPlace.get(first + index)
      return paper === undefined ? [] : [{ ...paper, place: start + index + 1 }]
    })
    first += edges.length
    const asked = names[place - 1]
    if (asked === undefined || months === null) continue
    const end = start + edges.length
    // A keyword is one, whatever case it was asked for in.
    const name = asked.kind === 'keyword' ? (title ?? asked.name) : asked.name
    facts.set(place, {
      kind: asked.kind,
      name,
      title: title ?? name,
      months,
      papers: own,
      total,
      start,
      count: edges.length,
      most: MOST_NAMED,
      next: end < total ? edgeText(asked, edges.at(-1), end) : null,
      previous: start > 0 ? edgeText(asked, edges[0], start + 1) : null,
    })
  }
  return names.map((_, index) => facts.get(index + 1) ?? null)
}

function edgeText(name: Name, edge: Edge | undefined, place: number): string | null {
  return edge === undefined
    ? null
    : cursorText({
        of: hashOf(name),
        now: null,
        day: FIRST_DAY,
        end: { place, keys: [edge.key], paperId: edge.id },
      })
}
