import { sql } from '../../sql.ts'
import { type Executor, textArray } from '../warehouse/warehouse.ts'

/**
 * Builds the full text of papers, where their title, keywords or abstract is not the one that it was built from.
 *
 * @param paperIds which papers; all when left out
 * @returns how many papers' full text was built
 */
export async function indexTexts(executor: Executor, paperIds?: readonly string[]): Promise<number> {
  if (paperIds?.length === 0) return 0
  const among = paperIds ? sql`p.id = any(${textArray(paperIds)})` : sql`true`
  const rows = await executor.rows<{ count: number }>(sql`
    with written as (
      insert into paper_texts (paper_id, text_hash, title, keywords, search)
      select p.id, now_is.text_hash, p.title,
        array(select distinct lower(word) from unnest(p.keywords) as word order by 1),
        -- paper_search, written out: called as a function it costs a third more
        setweight(to_tsvector('pg_catalog.english', p.title), 'A')
          || setweight(to_tsvector('pg_catalog.english', coalesce(array_to_string(p.keywords, ' '), '')), 'B')
          || setweight(to_tsvector('pg_catalog.english', coalesce(p.abstract, '')), 'C')
      from papers p
      cross join lateral (
        select md5(concat_ws(chr(31), p.title, array_to_string(p.keywords, chr(31)), p.abstract)) as text_hash
      ) now_is
      left join paper_texts t on t.paper_id = p.id
      where ${among} and t.text_hash is distinct from now_is.text_hash
      on conflict (paper_id) do update set
        text_hash = excluded.text_hash, title = excluded.title, keywords = excluded.keywords,
        search = excluded.search
      returning 1
    )
    select count(*)::int as count from written`)
  return rows[0]?.count ?? 0
}
