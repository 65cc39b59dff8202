import { LRUCache } from 'lru-cache'
import { sql } from '../../../base/sql.ts'
import type { Executor } from '../../../query/executor.ts'

/** A paper that began earlier and is like another. */
export interface SimilarPaper {
  readonly paperId: string
  readonly title: string
  readonly upvotes: number | null
  readonly keywords: readonly string[]
  readonly words: readonly string[]
}

/** Papers that a page names at most. */
const MOST_SIMILAR = 5

/** Words and keywords of so many papers that they say nothing of what a paper is about, as arrays in Postgres's notation. */
interface Common extends Record<string, unknown> {
  readonly words: string
  readonly keywords: string
}

/** What is common stays so: to count it takes a quarter of a second at 20,000 papers, more than ten times of one page. */
const COMMON = new LRUCache<Executor, Common>({
  max: 4,
  ttl: 3_600_000,
  allowStale: true,
  fetchMethod: async (executor) => {
    // More than `similar_papers` lets count.
    const [common] = await executor.rows<Common>(sql`
      select
        array(select w from paper_words, unnest(topic_words(search)) w group by w having count(*) > 1000)::text as words,
        array(select k from paper_words, unnest(keywords) k group by k having count(*) > 1000)::text as keywords`)
    return common
  },
})

/** Papers that are like others, by the ids of those, the most similar first. */
export async function similarPapers(
  executor: Executor,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SimilarPaper[]>> {
  const { words = '{}', keywords = '{}' } = (await COMMON.fetch(executor)) ?? {}
  const rows = await executor.rows<{ to: string } & Record<string, unknown> & SimilarPaper>(sql`
    select asked.paper_id as "to", s.paper_id as "paperId", s.title, s.upvotes, s.shared_keywords as keywords,
      s.shared_words as words
    from jsonb_array_elements_text(${JSON.stringify(paperIds)}::text::jsonb) asked(paper_id)
    cross join lateral similar_papers(asked.paper_id, ${MOST_SIMILAR}, ${words}::text[], ${keywords}::text[]) s
    order by s.place`)
  return Map.groupBy(rows, ({ to }) => to)
}
