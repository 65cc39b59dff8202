import { type SQL, sql } from '../../../base/sql.ts'
import { lastCounts } from '../pages/last-counts.ts'
import { type NameKind, namePath, paperPath } from '../parts/links.ts'
import { MOST_NAMED } from '../parts/page-sizes.ts'
import { type PageFamily, withFurther } from './page-family.ts'

/**
 * Papers that an author, a keyword and so on must have for a page of its own: most names stand on one paper only, which
 * would be more pages than papers. Where there is no page, the name is not linked.
 */
const LEAST_PAPERS = { submitter: 2, author: 3, keyword: 3 }

/**
 * A hash of some rows of a group, whatever their order; each row may be there once, for two that are the same undo each
 * other. Hashing the columns takes a fifth of the time that hashing them as text takes.
 */
function hashOf(columns: string): SQL {
  return sql`bit_xor(hash_record_extended(row(${sql.raw(columns)}), 0))`
}

/** Papers. Earlier papers that are like one are looked up when its page is made: theirs is no reason to make it anew. */
export const PAPER_FAMILY: PageFamily = {
  name: '/paper/ID',
  kind: 'page',
  plan: async ({ executor, now }) => {
    const rows = await executor.rows<{ paperId: string; version: string }>(sql`
      with history as (
        select paper_id, ${hashOf('observed_at, upvotes, comments, stars')} as version from snapshots group by 1
      ),
      lists as (
        select d.paper_id, ${hashOf('d.day, d.rank, d.gone_at, d.submitted_by, d.submitted_at, c.fetched_at')} as version
        from paper_days d left join coverage c on c.day = d.day group by 1
      ),
      versions as (select paper_id, ${hashOf('field_set, hash, first_seen')} as version from paper_versions group by 1),
      talk as (select paper_id, ${hashOf('comment_id, parent_id, position, written_by, kind, text, hidden, created_at')} as version from comments group by 1),
      uses as (select paper_id, ${hashOf('kind, name, position, likes, downloads, first_seen, last_without')} as version from paper_uses group by 1),
      votes as (select paper_id, ${hashOf('account, fullname, first_seen')} as version from upvoters group by 1),
      shown as (select paper_id, ${hashOf('author, position')} as version from author_papers group by 1)
      select d.paper_id as "paperId", to_hex(hash_record_extended(row(
        d.*, a.withdrawn_at, a.thumbnail_url, a.media_urls, u.version, h.version, l.version, v.version, t.version, s.version, o.version, n.last
      ), 0)) as version
      from paper_details d
      join papers a on a.paper_id = d.paper_id
      left join history h on h.paper_id = d.paper_id
      left join lists l on l.paper_id = d.paper_id
      left join versions v on v.paper_id = d.paper_id
      left join talk t on t.paper_id = d.paper_id
      left join uses u on u.paper_id = d.paper_id
      left join shown s on s.paper_id = d.paper_id
      left join votes o on o.paper_id = d.paper_id
      left join (${lastCounts(now())}) n on n.paper_id = d.paper_id
      order by d.paper_id collate "C"`)
    return rows.map(({ paperId, version }) => ({ path: paperPath(paperId), version }))
  },
}

/** Organizations, authors, keywords and submitters. */
export const NAME_FAMILY: PageFamily = {
  name: '/organization/NAME, /author/NAME, /keyword/NAME, /submitter/NAME, each with /NUMBER',
  kind: 'page',
  plan: async ({ executor }) => {
    const rows = await executor.rows<{ kind: NameKind; name: string; version: string; papers: number }>(sql`
      with shown as materialized (
        select paper_id, organization, submitted_by, hash_record_extended(row(d.*), 0) as version from paper_details d
      ),
      brought as materialized (
        select submitted_by, paper_id from shown where submitted_by is not null
        union
        select submitted_by, paper_id from paper_days where submitted_by is not null
      ),
      words as materialized (select paper_id, unnest(keywords) as keyword from paper_words),
      names as (
        select 'organization' as kind, organization as name, paper_id from shown where organization is not null
        union all
        select 'submitter', submitted_by, paper_id from brought where submitted_by in (
          select submitted_by from brought group by 1 having count(*) >= ${LEAST_PAPERS.submitter}
        )
        union all
        select distinct 'author', author, paper_id from author_papers where author in (
          select author from author_papers group by 1 having count(distinct paper_id) >= ${LEAST_PAPERS.author}
        )
        union all
        select 'keyword', keyword, paper_id from words where keyword in (
          select keyword from words group by 1 having count(*) >= ${LEAST_PAPERS.keyword}
        )
      )
      select n.kind, n.name, to_hex(bit_xor(p.version)) as version, count(*)::int as papers
      from names n join shown p on p.paper_id = n.paper_id
      where n.name not in ('', '.', '..')
      group by n.kind, n.name
      order by n.kind, n.name collate "C"`)
    return rows.flatMap(({ kind, name, version, papers }) =>
      withFurther({ path: namePath(kind, name), version }, papers, MOST_NAMED),
    )
  },
}
