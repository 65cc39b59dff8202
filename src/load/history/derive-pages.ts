import { sql } from '../../base/sql.ts'
import { compareSightings } from '../../model/sighting-order.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { Sighting } from './fold-paper.ts'
import { loadPaperPages, type PageRowCounts } from './load-paper-page.ts'
import type { Resolve } from './fold-paper.ts'
import type { JudgedReading } from './log-lists.ts'
import { loggedSightings, type StateOf, stateKey, statesOfPapers } from './read-log.ts'

/** Papers' own pages are few: what they tell is derived from all of them. */
export async function derivePages(
  tx: Executor,
  believed: readonly JudgedReading[],
  moved: ReadonlySet<string>,
  stateOf: StateOf,
  account: Resolve,
): Promise<PageRowCounts> {
  const ids = new Set(believed.filter(({ kind }) => kind === 'paper').flatMap(({ paperIds }) => paperIds))
  const paperIds = [...ids.union(moved)]
  if (paperIds.length === 0) return { comments: 0, paper_upvoters: 0, linked_repositories: 0 }
  if (moved.size > 0) {
    for (const table of ['stored_comments', 'paper_upvoters', 'linked_repositories'])
      await tx.rows(sql`delete from ${sql.identifier(table)} where paper_id = any(${textArray([...moved])})`)
  }
  const targets = paperIds.map((id) => ({ paper_id: id, kind: 'paper' as const, key: id }))
  const found = Map.groupBy(await loggedSightings(tx, targets), ({ paperId }) => paperId)
  const states = await statesOfPapers(tx, [...found.keys()])
  return loadPaperPages(
    tx,
    [...found].map(([paperId, each]) => ({
      paperId,
      sightings: each
        .map((sighting): Sighting => {
          const hash = sighting.stateHash
          return Object.assign(sighting, {
            state: stateOf(paperId, hash) ?? states.get(stateKey(paperId, hash ?? '')),
          })
        })
        .toSorted(compareSightings),
    })),
    account,
  )
}
