import { sql } from 'drizzle-orm'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** One key for all indexers of a database; the number is arbitrary but must never change. */
const ADVISORY_LOCK = 7_239_801_456

/**
 * Builds the full text of the papers whose title, keywords or abstract is not the one it was built from. It costs
 * about as much as loading a paper, so it is done once at the end of a run and not with every change of a vote; a run
 * that was cut off leaves it to the next one. Runs that end at once take turns.
 *
 * @returns how many papers' full text was built
 */
export async function indexTexts(warehouse: Warehouse): Promise<number> {
  return warehouse.transaction(async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`)
    const rows = await tx.rows<{ count: number }>(sql`
      with written as (
        insert into paper_texts (paper_id, text_hash, title, keywords, search)
        select p.id, now_is.text_hash, p.title,
          array(select distinct lower(word) from unnest(p.keywords) as word order by 1),
          paper_search(p.title, p.keywords, p.abstract)
        from papers p
        cross join lateral (
          select md5(concat_ws(chr(31), p.title, array_to_string(p.keywords, chr(31)), p.abstract)) as text_hash
        ) now_is
        left join paper_texts t on t.paper_id = p.id
        where t.text_hash is distinct from now_is.text_hash
        on conflict (paper_id) do update set
          text_hash = excluded.text_hash, title = excluded.title, keywords = excluded.keywords,
          search = excluded.search
        returning 1
      )
      select count(*)::int as count from written`)
    return rows[0]?.count ?? 0
  })
}
