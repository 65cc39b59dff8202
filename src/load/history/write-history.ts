import { sql } from '../../base/sql.ts'
import { compareText } from '../../model/sighting-order.ts'
import { sumOf } from '../warehouse/transaction-scope.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { Snapshot } from './fold-counts.ts'
import type { FoldedPaper, Source } from './fold-paper.ts'
import type { Resolve } from './fold-paper.ts'

function lineage({ captureId, runId }: Source) {
  return { run_id: runId, capture_id: captureId }
}

import type { FoldedList } from './fold-list.ts'
import type { Listing } from '../../model/listing.ts'

/** A listing's fold, and whether it began with nothing. */
export interface ListToWrite {
  readonly listing: Listing
  readonly folded: FoldedList
  readonly anew: boolean
}

/**
 * Writes what became of papers: their rows, authors, snapshots and versions.
 *
 * @param known papers that were there before
 * @param anew papers whose fold began with nothing although they were known: what it does not give is taken out
 * @returns how many rows were inserted, updated or taken out, by table
 */
export async function writePapers(
  tx: Executor,
  folded: ReadonlyMap<string, FoldedPaper | null>,
  known: { readonly has: (paperId: string) => boolean },
  anew: ReadonlySet<string>,
  account: Resolve,
) {
  const found = [...folded].flatMap(([id, paper]) => (paper ? [{ id, ...paper }] : []))
  const each = found.toSorted((a, b) => compareText(a.id, b.id))
  // Sent in this order, one after another without waiting: while the server works on one the next is made.
  const [papers, authors, snapshots, versions] = await Promise.all([
    upsertChanged(tx, {
      table: 'stored_papers',
      key: ['id'],
      withLineage: true,
      rows: each.flatMap(({ id, row, source }) =>
        source ? [{ id, ...row, observed_at: source.observedAt, ...lineage(source) }] : [],
      ),
    }),
    writeAuthors(tx, each, known, anew, account),
    writeSnapshots(tx, each, anew),
    writeVersions(tx, each, anew),
  ])
  return { papers, paper_authors: authors, snapshots, paper_versions: versions }
}

type Each = readonly (FoldedPaper & { readonly id: string })[]

async function writeAuthors(
  tx: Executor,
  each: Each,
  known: { readonly has: (paperId: string) => boolean },
  anew: ReadonlySet<string>,
  account: Resolve,
): Promise<number> {
  const rowsOf = (among: Each) =>
    among.flatMap(({ id, authors }) =>
      (authors ?? []).map((author) => ({
        paper_id: id,
        position: author.position,
        name: author.name,
        hidden: author.hidden,
        account_id: account(author.account),
        claim: author.claim,
        claim_changed_at: author.claimChangedAt,
        ...lineage(author.source),
      })),
    )
  const options = { table: 'stored_paper_authors', key: ['paper_id', 'position'] } as const
  const goingOn = upsertChanged(tx, {
    ...options,
    rows: rowsOf(each.filter(({ id }) => !anew.has(id))),
  })
  const again = upsertChanged(tx, {
    ...options,
    rows: rowsOf(each.filter(({ id }) => anew.has(id))),
    withLineage: true,
  })
  const counts = Object.fromEntries(
    each.flatMap(({ id, authors }) =>
      !known.has(id) || (authors === null && !anew.has(id)) ? [] : [[id, authors?.length ?? 0] as const],
    ),
  )
  return sumOf([goingOn, again, dropAuthors(tx, counts)])
}

/** Takes out authors beyond the last of each paper. */
async function dropAuthors(tx: Executor, counts: Readonly<Record<string, number>>): Promise<number> {
  if (Object.keys(counts).length === 0) return 0
  const dropped = await tx.rows(sql`
    delete from stored_paper_authors where paper_id = any(${textArray(Object.keys(counts))})
      and position > (${jsonParameter(counts)} ->> paper_id)::int returning 1`)
  return dropped.length
}

/**
 * Writes the snapshots of papers.
 *
 * @param anew papers whose snapshots are all here: what else they have is taken out
 * @returns how many were inserted, updated or taken out
 */
export async function writeSnapshots(
  tx: Executor,
  each: readonly { readonly id: string; readonly snapshots: readonly Snapshot[] }[],
  anew: ReadonlySet<string>,
): Promise<number> {
  const rows = each.flatMap(({ id, snapshots: changes }) =>
    changes.map((change) => ({
      paper_id: id,
      observed_at: change.observedAt,
      upvotes: change.upvotes,
      comments: change.comments,
      stars: change.stars,
      source: change.source,
      run_id: change.runId,
      capture_id: change.captureId,
    })),
  )
  const dropped = dropOthers(
    tx,
    'stored_snapshots',
    anew,
    rows.map(({ paper_id, observed_at }) => ({ paper_id, observed_at })),
    'paper_id text, observed_at timestamptz',
  )
  const written = upsertChanged(tx, {
    table: 'stored_snapshots',
    key: ['paper_id', 'observed_at'],
    rows,
    withLineage: true,
  })
  return sumOf([dropped, written])
}

async function writeVersions(tx: Executor, each: Each, anew: ReadonlySet<string>): Promise<number> {
  const rows = each.flatMap(({ id, versions }) =>
    versions.map((version) => ({
      paper_id: id,
      field_set: version.fieldSet,
      hash: version.hash,
      fields: version.fields,
      first_seen: version.firstSeen,
      last_seen: version.lastSeen,
      ...lineage(version),
    })),
  )
  const dropped = dropOthers(
    tx,
    'stored_paper_versions',
    anew,
    rows.map(({ paper_id, field_set, hash }) => ({ paper_id, field_set, hash })),
    'paper_id text, field_set text, hash text',
  )
  const written = upsertChanged(tx, {
    table: 'stored_paper_versions',
    key: ['paper_id', 'field_set', 'hash'],
    rows,
    withLineage: true,
  })
  return sumOf([dropped, written])
}

/** Takes out rows of papers that were derived anew and do not have them any more. */
async function dropOthers(
  tx: Executor,
  table: string,
  anew: ReadonlySet<string>,
  kept: readonly Readonly<Record<string, unknown>>[],
  columns: string,
): Promise<number> {
  if (anew.size === 0) return 0
  const names = columns.split(', ').map((column) => column.split(' ')[0] ?? '')
  const rows = await tx.rows(sql`
    delete from ${sql.identifier(table)} old where old.paper_id = any(${textArray([...anew])})
      and not exists (
        select from jsonb_to_recordset(${jsonParameter(kept)}) as k(${sql.raw(columns)})
        where ${sql.raw(names.map((name) => `k.${name} = old.${name}`).join(' and '))})
    returning 1`)
  return rows.length
}

/**
 * Writes the appearances that are not as they were.
 *
 * @returns how many were inserted, updated or taken out
 */
export async function writeAppearances(tx: Executor, lists: readonly ListToWrite[]): Promise<number> {
  const rows = lists.flatMap(({ listing, folded }) =>
    [...folded.changed].flatMap((paperId) => {
      const each = folded.appearances.get(paperId)
      if (!each) return []
      return [
        {
          ...listing,
          paper_id: paperId,
          rank: each.rank,
          submitted_by_id: each.submittedById,
          submitted_at: each.submittedAt,
          note: each.note,
          first_seen: each.firstSeen,
          last_seen: each.lastSeen,
          gone_at: each.goneAt,
          run_id: each.runId,
          capture_id: each.captureId,
        },
      ]
    }),
  )
  const again = lists.filter(({ anew }) => anew)
  const dropped = dropAppearances(tx, again)
  const written = upsertChanged(tx, {
    table: 'stored_appearances',
    key: ['kind', 'key', 'paper_id'],
    withLineage: true,
    rows: rows.toSorted(
      (a, b) =>
        compareText(a.kind, b.kind) || compareText(a.key, b.key) || compareText(a.paper_id, b.paper_id),
    ),
  })
  return sumOf([dropped, written])
}

/** Takes out what lists that were derived anew do not hold any more. */
async function dropAppearances(tx: Executor, again: readonly ListToWrite[]): Promise<number> {
  if (again.length === 0) return 0
  const dropped = await tx.rows(sql`
    delete from stored_appearances old
    using jsonb_to_recordset(${jsonParameter(
      again.map(({ listing, folded }) => ({ ...listing, ids: [...folded.appearances.keys()] })),
    )}) as l(kind text, key text, ids jsonb)
    where old.kind = l.kind and old.key = l.key and not (l.ids ? old.paper_id) returning 1`)
  return dropped.length
}
