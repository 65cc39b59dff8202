import { sql } from '../../base/sql.ts'
import { lockTexts } from '../ledger/lock-loads.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { FoldedPaper } from './fold-paper.ts'

/** Takes out papers that no believed reading shows any more. */
export async function dropPapersWithoutSightings(
  tx: Executor,
  folded: ReadonlyMap<string, FoldedPaper | null>,
): Promise<number> {
  const gone = [...folded].flatMap(([paperId, paper]) => (paper ? [] : [paperId]))
  if (gone.length === 0) return 0
  const ids = textArray(gone)
  // Whoever builds the full text of one of them beside this has ended by then.
  await lockTexts(tx)
  await tx.rows(
    sql`update unidentified_entries set paper_id = null, confidence = null where paper_id = any(${ids})`,
  )
  for (const table of [
    'stored_appearances',
    'stored_paper_authors',
    'stored_snapshots',
    'stored_paper_versions',
    'paper_texts',
    'stored_comments',
    'paper_upvoters',
    'linked_repositories',
  ]) {
    await tx.rows(sql`delete from ${sql.identifier(table)} where paper_id = any(${ids})`)
  }
  const rows = await tx.rows(sql`delete from stored_papers where id = any(${ids}) returning 1`)
  return rows.length
}
