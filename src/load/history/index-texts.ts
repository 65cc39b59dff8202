import { sql } from '../../base/sql.ts'
import { lockLoads, lockTexts } from '../ledger/lock-loads.ts'
import { textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { rowColumns } from '../warehouse/row-columns.ts'
import { type SearchedTexts, searchVectors } from './search-vectors.ts'

/** Papers whose full text is built in one transaction; others that load wait for it, half a second or so. */
const BATCH = 500

/** Counted up when `searchWords` or `searchVectors` give another full text for the same paper: all is built anew then. */
const RULE_VERSION = 4

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

/** A paper whose full text is to be built, with the texts that searches look through. */
type StaleText = Record<string, unknown> &
  SearchedTexts & {
    readonly id: string
    /** MD5 of the texts. */
    readonly hash: string
    /** What builds it. */
    readonly builder: string
  }

/**
 * Builds the full text of papers, where their title, keywords, abstract or names are not those that it was built
 * from, or another server or another version of our rule has built it.
 *
 * @returns how many papers' full text was built
 */
export async function indexTexts(executor: Executor, paperIds: readonly string[]): Promise<number> {
  if (paperIds.length === 0) return 0
  const locked = lockTexts(executor)
  // The statement sees what was committed before it got the lock.
  const [stale] = await Promise.all([staleTexts(executor, paperIds), locked])
  if (stale.length === 0) return 0
  const searches = await searchVectors(executor, stale)
  const rows = stale.map(({ id, hash }, index) => ({ id, hash, search: searches[index] }))
  const [written] = await executor.rows<{ count: number }>(sql`
    with written as (
      insert into paper_texts (paper_id, text_hash, built_with, title, keywords, search)
      select p.id, built.hash, ${stale[0]?.builder ?? ''}, p.title,
        array(select distinct lower(word) from unnest(p.keywords) as word order by 1), built.search
      from ${rowColumns('built', { id: 'text', hash: 'text', search: 'tsvector' }, rows)}
      join stored_papers p on p.id = built.id
      on conflict (paper_id) do update set
        text_hash = excluded.text_hash, built_with = excluded.built_with, title = excluded.title,
        keywords = excluded.keywords, search = excluded.search
      returning 1
    )
    select count(*)::int as count from written`)
  return written?.count ?? 0
}

async function staleTexts(executor: Executor, paperIds: readonly string[]): Promise<StaleText[]> {
  return executor.rows<StaleText>(sql`
    select p.id, p.title, concat_ws(' ', array_to_string(p.keywords, ' '), named.organization) as keywords,
      coalesce(p.abstract, '') as abstract, coalesce(named.authors, '') as authors, now_is.hash, now_is.builder
    from stored_papers p
    cross join lateral (
      select concat_ws(' ', o.handle, o.name) as organization, (
        select string_agg(w.name, ', ' order by w.position) from stored_paper_authors w where w.paper_id = p.id and not w.hidden
      ) as authors
      from (select) one left join stored_organizations o on o.id = p.organization_id
    ) named
    cross join lateral (
      select md5(concat_ws(chr(31), p.title, array_to_string(p.keywords, chr(31)), p.abstract, named.organization, named.authors)) as hash,
        ${BUILDER} as builder
    ) now_is
    left join paper_texts t on t.paper_id = p.id
    where p.id = any(${textArray(paperIds)}) and (t.text_hash, t.built_with) is distinct from (now_is.hash, now_is.builder)`)
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

/**
 * Merges what was inserted into the indexes of full text since they were last merged. Until then every search reads all
 * of it: autovacuum comes late, and never to an embedded server, which ends with its last process.
 *
 * @returns how many pages were merged; none by a role that does not own the indexes
 */
export async function mergeTextIndexes(executor: Executor): Promise<number> {
  const [merged] = await executor.rows<{ pages: number }>(sql`
    select coalesce(sum(gin_clean_pending_list(c.oid)), 0)::int as pages
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
    where i.indrelid = 'paper_texts'::regclass and a.amname = 'gin' and pg_has_role(c.relowner, 'usage')`)
  return merged?.pages ?? 0
}
