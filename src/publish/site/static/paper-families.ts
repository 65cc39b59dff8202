import { sql } from 'drizzle-orm/sql/sql'
import { isoInstant } from '../../../model/day.ts'
import { namePath, paperPath } from '../parts/links.ts'
import type { PageFamily } from './page-family.ts'

/** Votes that came within so many hours move a paper's momentum, which its page tells. */
const MOMENTUM_HOURS = 72

/**
 * Papers that an author, a keyword and so on must have for a page of its own: most names stand on one paper only, which
 * would be more pages than papers. Where there is no page, the name is not linked.
 */
const LEAST_PAPERS = { organization: 1, submitter: 2, author: 3, keyword: 3 }

/** Papers. Earlier papers that are like one are looked up when its page is made: theirs is no reason to make it anew. */
export const PAPER_FAMILY: PageFamily = {
  name: '/paper/ID',
  kind: 'page',
  plan: async ({ executor, now }) => {
    const at = isoInstant(now())
    const rows = await executor.rows<{ paperId: string; version: string }>(sql`
      with history as (
        select paper_id, max(observed_at) as last,
          md5(string_agg(concat_ws(' ', observed_at, upvotes, comments, stars), ',' order by observed_at)) as version
        from paper_history group by paper_id
      ),
      lists as (
        select d.paper_id, md5(string_agg(
          concat_ws(' ', d.day, d.rank, d.gone_at, d.submitted_by, d.submitted_at, c.fetched_at), ',' order by d.day
        )) as version
        from paper_days d left join coverage c on c.day = d.day group by d.paper_id
      ),
      versions as (
        select paper_id, md5(string_agg(concat_ws(' ', field_set, hash, first_seen), ',' order by field_set, hash)) as version
        from all_versions group by paper_id
      ),
      talk as (
        select paper_id, md5(string_agg(c::text, ',' order by comment_id)) as version
        from all_comments c group by paper_id
      ),
      shown as (
        select paper_id, md5(string_agg(author, ',' order by position)) as version from author_papers group by paper_id
      )
      select d.paper_id as "paperId", md5(concat_ws('|', d::text, a.withdrawn_at, h.version, l.version, v.version, t.version,
        s.version, case when h.last > ${at}::timestamptz - ${MOMENTUM_HOURS}::int * interval '1 hour' then ${at}::text end
      )) as version
      from paper_details d
      join all_papers a on a.paper_id = d.paper_id
      left join history h on h.paper_id = d.paper_id
      left join lists l on l.paper_id = d.paper_id
      left join versions v on v.paper_id = d.paper_id
      left join talk t on t.paper_id = d.paper_id
      left join shown s on s.paper_id = d.paper_id
      order by d.paper_id collate "C"`)
    return rows.map(({ paperId, version }) => ({ path: paperPath(paperId), version }))
  },
}

/** Organizations, authors, keywords and submitters. */
export const NAME_FAMILY: PageFamily = {
  name: '/organization/NAME, /author/NAME, /keyword/NAME, /submitter/NAME',
  kind: 'page',
  plan: async ({ executor }) => {
    const rows = await executor.rows<{ kind: keyof typeof LEAST_PAPERS; name: string; version: string }>(sql`
      with shown as materialized (
        select paper_id, organization, submitted_by, md5(d::text) as version from paper_details d
      ),
      names as (
        select 'organization' as kind, organization as name, paper_id from shown where organization is not null
        union all
        select 'submitter', submitted_by, paper_id from shown where submitted_by is not null
        union all
        select distinct 'author', author, paper_id from author_papers
        union all
        select 'keyword', keyword, paper_id from paper_words cross join lateral unnest(keywords) as word(keyword)
      )
      select n.kind, n.name, md5(string_agg(p.version, '' order by p.paper_id)) as version
      from names n join shown p on p.paper_id = n.paper_id
      where n.name not in ('', '.', '..')
      group by n.kind, n.name
      having count(*) >= (${JSON.stringify(LEAST_PAPERS)}::text::jsonb ->> n.kind)::int
      order by n.kind, n.name collate "C"`)
    return rows.map(({ kind, name, version }) => ({ path: namePath(kind, name), version }))
  },
}
