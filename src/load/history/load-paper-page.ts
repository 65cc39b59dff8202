import { compareText } from '../../model/sighting-order.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import type { Executor } from '../warehouse/executor.ts'
import { canonical, type Sighting, type Source } from './fold-paper.ts'
import type { Resolve } from './fold-paper.ts'

/** What a paper's own page told, at all of its sightings in their order. */
export interface PageHistory {
  readonly paperId: string
  readonly sightings: readonly Sighting[]
}

/** Rows inserted or updated, by table. */
export type PageRowCounts = Readonly<Record<'comments' | 'paper_upvoters' | 'linked_repositories', number>>

type Row = Readonly<Record<string, unknown>>

/**
 * Loads what only papers' own pages tell. A page shows some upvoters and links only, and comments get deleted, so rows
 * that it lacks stay; of a comment or link the page that was captured last has the say.
 */
export async function loadPaperPages(
  tx: Executor,
  histories: readonly PageHistory[],
  account: Resolve,
): Promise<PageRowCounts> {
  const folded = histories.map((history) => foldPages(history, account))
  const rowsOf = (name: keyof ReturnType<typeof foldPages>) =>
    folded
      .flatMap((each) => [...each[name]])
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([, row]) => row)
  return {
    comments: await upsertChanged(tx, {
      table: 'stored_comments',
      key: ['id'],
      rows: rowsOf('comments'),
      withLineage: true,
    }),
    paper_upvoters: await upsertChanged(tx, {
      table: 'paper_upvoters',
      key: ['paper_id', 'account_id'],
      rows: rowsOf('upvoters'),
      withLineage: true,
    }),
    linked_repositories: await upsertChanged(tx, {
      table: 'linked_repositories',
      key: ['paper_id', 'kind', 'name'],
      rows: rowsOf('linked'),
      withLineage: true,
    }),
  }
}

function foldPages({ paperId, sightings }: PageHistory, account: Resolve) {
  const thread = new Map<string, Row>()
  const upvoters = new Map<string, Row>()
  const linked = new Map<string, Row>()
  let linksReadAt: string | null = null
  for (const { state, captureId, runId, observedAt } of sightings) {
    const page = state?.page
    if (!page) continue
    const source = { captureId, runId, observedAt }
    for (const comment of page.comments ?? []) {
      put(thread, comment.id, source, {
        id: comment.id,
        paper_id: paperId,
        parent_id: comment.parentId,
        position: comment.position,
        account_id: account(comment.author),
        kind: comment.kind,
        text: comment.text,
        created_at: comment.createdAt,
        edited_at: comment.editedAt,
        hidden: comment.hidden,
        reactions: comment.reactions,
      })
    }
    for (const upvoter of page.upvoters ?? []) {
      const account_id = account(upvoter) ?? ''
      if (account_id === '' || upvoters.has(account_id)) continue
      const lineage = { run_id: runId, capture_id: captureId }
      upvoters.set(account_id, { paper_id: paperId, account_id, first_seen: observedAt, ...lineage })
    }
    for (const { kind, name, position, likes, downloads } of page.linked ?? []) {
      const known = linked.get(`${kind} ${name}`)
      // A page has no likes and downloads, the API has.
      const counts = {
        likes: likes ?? known?.['likes'] ?? null,
        downloads: downloads ?? known?.['downloads'] ?? null,
      }
      const seen = {
        first_seen: known ? known['first_seen'] : observedAt,
        last_without: known ? known['last_without'] : linksReadAt,
      }
      put(linked, `${kind} ${name}`, source, { paper_id: paperId, kind, name, position, ...counts, ...seen })
    }
    if (page.linked) linksReadAt = observedAt
  }
  return { comments: thread, upvoters, linked }
}

/** Sets a row, and its lineage when it became another one. */
function put(rows: Map<string, Row>, key: string, source: Source, row: Row): void {
  const known = rows.get(key)
  if (known && Object.keys(row).every((name) => canonical(known[name]) === canonical(row[name]))) return
  rows.set(key, {
    ...row,
    run_id: source.runId,
    capture_id: source.captureId,
    observed_at: source.observedAt,
  })
}
