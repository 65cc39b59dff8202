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

/** Papers that are like others, by the ids of those, the most similar first. */
export async function similarPapers(
  executor: Executor,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SimilarPaper[]>> {
  const rows = await executor.rows<{ to: string } & Record<string, unknown> & SimilarPaper>(sql`
    select asked.paper_id as "to", s.paper_id as "paperId", s.title, s.upvotes, s.shared_keywords as keywords,
      s.shared_words as words
    from jsonb_array_elements_text(${JSON.stringify(paperIds)}::text::jsonb) asked(paper_id)
    cross join lateral similar_papers(asked.paper_id, ${MOST_SIMILAR}) s
    order by s.place`)
  return Map.groupBy(rows, ({ to }) => to)
}
