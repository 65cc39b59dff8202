import { sql } from '../../../base/sql.ts'
import { close, createIndex } from 'pagefind'
import type { Executor } from '../../../query/executor.ts'
import { asSigns, indexWords } from '../files/find-papers.js'
import { paperPath } from '../parts/links.ts'

/** A part of the papers that is indexed by itself: a month of the newest quarter, or a quarter before it. */
export interface Shard {
  /** Such as `2026-06` or `2026-q1`, by the first day on whose list a paper was; `none` for those on none. */
  readonly key: string
  /** Changes with the texts that are searched, and with the program. */
  readonly version: string
}

/** What the search needs of Pagefind's files in each shard; its own pages and styles stay out. */
const NEEDED =
  /^(?:pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|.+\.(?:pagefind|pf_meta|pf_index|pf_fragment|pf_filter|pf_sort))$/

/** A shard's papers come bundled: a file each would be as many files as there are papers. */
const MOST_FRAGMENTS = 100

/** Characters of an abstract that are shown of a paper that was found. */
const MOST_SHOWN = 320

const SHARDED = sql`
  select p.paper_id, p.title, p.abstract, p.authors, p.keywords, p.organization, p.organization_name,
    case
      when p.days[1] is null then 'none'
      when date_trunc('quarter', p.days[1]) = date_trunc('quarter', (select max(day) from coverage where loaded > 0))
        then to_char(p.days[1], 'YYYY-MM')
      else to_char(p.days[1], 'YYYY-"q"Q')
    end as shard
  from paper_details p`

/**
 * The shards that there are now.
 *
 * @param mark of the program, see `programMark`
 */
export async function planShards(executor: Executor, mark: string): Promise<Shard[]> {
  return executor.rows<Record<string, unknown> & Shard>(sql`
    select shard as key, ${`${mark}.`}::text || to_hex(bit_xor(hash_record_extended(row(p.*), 0))) as version
    from (${SHARDED}) p group by shard order by shard desc`)
}

/** Ends the process that makes indexes. */
export async function endIndexing(): Promise<void> {
  await close()
}

/** The files of a shard's index, by their paths from its own folder. */
export async function indexShard(
  executor: Executor,
  key: string,
  linkOf: (path: string) => string | undefined,
): Promise<{ readonly path: string; readonly content: Uint8Array }[]> {
  const papers = await executor.rows<{ paper_id: string; title: string; text: string; words: string }>(sql`
    select paper_id, title, left(coalesce(abstract, ''), ${MOST_SHOWN}) as text,
      search_words(concat_ws(chr(10), title, array_to_string(keywords, ' '), abstract, organization, organization_name,
        array_to_string(authors, ', '), paper_id)) as words
    from (${SHARDED}) p where shard = ${key} order by paper_id`)
  const { index, errors } = await createIndex({ forceLanguage: 'en', maxFragments: MOST_FRAGMENTS })
  if (index === undefined) throw new Error(`the search index can't be made: ${errors.join(', ')}`)
  try {
    for (const paper of papers) {
      const url = linkOf(paperPath(paper.paper_id))
      if (url === undefined) continue
      await index.addCustomRecord({
        url,
        language: 'en',
        // As the warehouse's searches see the text, so that they find the same; what is shown of it stands apart.
        content: indexWords(paper.words),
        meta: { title: asSigns(paper.title), text: asSigns(paper.text) },
      })
    }
    const { files, errors: troubles } = await index.getFiles()
    if (troubles.length > 0) throw new Error(`the search index can't be made: ${troubles.join(', ')}`)
    return files.filter(({ path }) => NEEDED.test(path))
  } finally {
    await index.deleteIndex()
  }
}
