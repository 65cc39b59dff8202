import { sql } from '../../base/sql.ts'
import { lockLoads, lockTexts } from '../ledger/lock-loads.ts'
import { textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** Papers whose full text is built in one transaction; others that load wait for it, half a second or so. */
const BATCH = 500

/** Counted up when `search_words` or `paper_search` give another full text for the same paper: all is built anew then. */
const RULE_VERSION = 3

/**
 * What full text depends on beside the text: the server's major version, whose stemmer it is, which characters make
 * words, the dictionaries, and our own rule. The first word is the version.
 */
const BUILDER = sql`(
  select concat_ws(' ', current_setting('server_version_num')::int / 10000, ${`rule${RULE_VERSION}`}::text, d.datlocprovider, d.datctype, (
    select left(md5(string_agg(concat_ws(' ', m.maptokentype, m.mapseqno, t.dictname, t.dictinitoption), ',' order by m.maptokentype, m.mapseqno)), 8)
    from pg_ts_config_map m join pg_ts_dict t on t.oid = m.mapdict
    where m.mapcfg = 'paper_english'::regconfig))
  from pg_database d where d.datname = current_database())`

/**
 * Builds the full text of papers, where their title, keywords, abstract or names are not those that it was built
 * from, or another server or another version of our rule has built it.
 *
 * @param paperIds which papers; all when left out
 * @returns how many papers' full text was built
 */
export async function indexTexts(executor: Executor, paperIds?: readonly string[]): Promise<number> {
  if (paperIds?.length === 0) return 0
  const among = paperIds ? sql`p.id = any(${textArray(paperIds)})` : sql`true`
  // The statement sees what was committed before it got the lock.
  const locked = lockTexts(executor)
  const indexed = executor.rows<{ count: number }>(sql`
    with written as (
      insert into paper_texts (paper_id, text_hash, built_with, title, keywords, search)
      select p.id, now_is.text_hash, now_is.built_with, p.title,
        array(select distinct lower(word) from unnest(p.keywords) as word order by 1),
        -- paper_search, written out: called as a function it costs a third more
        setweight(setweight(to_tsvector('paper_english', search_words(p.title)), 'A'), 'B', stop_words())
          || setweight(to_tsvector('paper_english', search_words(concat_ws(' ', array_to_string(p.keywords, ' '), named.organization))), 'B')
          || setweight(to_tsvector('paper_english', search_words(coalesce(p.abstract, ''))), 'C')
          || to_tsvector('paper_english', search_words(coalesce(named.authors, '')))
      from stored_papers p
      cross join lateral (
        select concat_ws(' ', o.handle, o.name) as organization, (
          select string_agg(w.name, ', ' order by w.position) from stored_paper_authors w where w.paper_id = p.id and not w.hidden
        ) as authors
        from (select) one left join stored_organizations o on o.id = p.organization_id
      ) named
      cross join lateral (
        select md5(concat_ws(chr(31), p.title, array_to_string(p.keywords, chr(31)), p.abstract, named.organization, named.authors)) as text_hash,
          ${BUILDER} as built_with
      ) now_is
      left join paper_texts t on t.paper_id = p.id
      where ${among} and (t.text_hash, t.built_with) is distinct from (now_is.text_hash, now_is.built_with)
      on conflict (paper_id) do update set
        text_hash = excluded.text_hash, built_with = excluded.built_with, title = excluded.title,
        keywords = excluded.keywords, search = excluded.search
      returning 1
    )
    select count(*)::int as count from written`)
  const [rows] = await Promise.all([indexed, locked])
  return rows[0]?.count ?? 0
}

/** A paper whose full text is another than this server would build now. */
export interface ForeignText {
  readonly paperId: string
  /** What has built it: the server's major version, `rule` with its number, and more; empty where nobody knows. */
  readonly builtWith: string
  /** The same of what would build it now. */
  readonly builder: string
}

/** Some papers whose full text another server, or another version of our rule, has built. */
export async function foreignTexts(executor: Executor, most: number): Promise<readonly ForeignText[]> {
  // By the index, where "another" would read all rows.
  const some = (comparison: '<' | '>') => sql`
    (select paper_id as "paperId", built_with as "builtWith", ${BUILDER} as builder from paper_texts
    where built_with ${sql.raw(comparison)} ${BUILDER} limit ${most})`
  return executor.rows<ForeignText & Record<string, unknown>>(
    sql`${some('<')} union all ${some('>')} limit ${most}`,
  )
}

/**
 * Builds the full text anew that another server has built, such as the one that the warehouse was moved from: the words
 * of a search are reduced as this one does it, and would not be found. In small transactions; what is done stays done.
 *
 * @param signal ends it after the batch in hand
 * @returns how many papers' full text was built
 */
export async function rebuildForeignTexts(warehouse: Warehouse, signal?: AbortSignal): Promise<number> {
  for (let built = 0; ;) {
    const some = await foreignTexts(warehouse, BATCH)
    if (some.length === 0 || signal?.aborted === true) return built
    built += await warehouse.transaction(async (tx) => {
      await lockLoads(tx)
      return indexTexts(
        tx,
        some.map(({ paperId }) => paperId),
      )
    })
  }
}

/**
 * Builds the full text of papers that have none: a run was killed before it came to that. In small transactions.
 *
 * @param signal ends it after the batch in hand
 * @returns how many papers' full text was built
 */
export async function indexPapersWithoutText(warehouse: Warehouse, signal?: AbortSignal): Promise<number> {
  for (let built = 0; ;) {
    const some = await warehouse.rows<{ id: string }>(sql`
      select p.id from stored_papers p where not exists (select from paper_texts t where t.paper_id = p.id) limit ${BATCH}`)
    if (some.length === 0 || signal?.aborted === true) return built
    built += await warehouse.transaction(async (tx) =>
      indexTexts(
        tx,
        some.map(({ id }) => id),
      ),
    )
  }
}
