import { hash } from 'node:crypto'
import { isoInstant } from '../../model/day.ts'
import type { ListingReading } from '../../model/reading.ts'
import type { Paper } from '../../model/records.ts'
import type { StoredCapture } from '../../model/capture.ts'
import { type SightingKey, sourceName } from '../../model/sighting-order.ts'
import { type KnownState, statesOf } from './paper-state.ts'

/** Fields whose nulls are watched, by the names of their columns. */
export const WATCHED: Readonly<Record<string, (paper: Paper) => unknown>> = {
  abstract: ({ abstract }) => abstract,
  organization_id: ({ organization }) => organization,
  repository: ({ repository }) => repository,
  stars: ({ stars }) => stars,
  keywords: ({ keywords }) => keywords,
  submitted_at: ({ submittedAt }) => submittedAt,
}

/** What a reading is judged by and what the ledger is told of it; all of it is in the log. */
export interface ReadingSummary extends SightingKey {
  /** True when the list came whole; with entries in quarantine it is known in part all the same (`isKnownWhole`). */
  readonly complete: boolean
  readonly partialFields: boolean
  readonly layoutChanged: boolean
  /** Why it is odd: by its own page, or by the verdict on it. */
  readonly reason: string | null
  /** Entries that were read, and entries that could not be. */
  readonly count: number
  readonly rejected: number
  /** Sum of the votes. */
  readonly votes: number
  /** How many papers have each of the watched fields; null where that is not known. */
  readonly filled: Readonly<Record<string, number>> | null
  /** Digest of papers, ranks and counts. */
  readonly contentHash: string | null
  readonly previousKey: string | null
  readonly nextKey: string | null
  readonly captureId: string
  readonly runId: string
}

/** A reading as it stands in the log, with what each of its papers showed. */
export interface LoggedReading extends ReadingSummary {
  readonly paperIds: readonly string[]
  /** Null where a place says nothing: in a part of a list that does not begin with its first entry. */
  readonly ranks: readonly (number | null)[]
  readonly upvotes: readonly (number | null)[]
  readonly comments: readonly (number | null)[]
  readonly stars: readonly (number | null)[]
  /** Hashes of states, null where not known. */
  readonly states: readonly (string | null)[] | null
  readonly notes: Readonly<Record<string, string>> | null
}

/** A reading that is about to be loaded, with the states that it shows. */
export interface NewReading extends LoggedReading {
  readonly shown: readonly KnownState[]
}

/** What the reading of a capture is known by. */
export function sightingOf({ listing, form, sha256, fetchedAt }: StoredCapture): SightingKey {
  return { observedAt: isoInstant(fetchedAt), ...listing, source: sourceName(form, sha256) }
}

/** Takes a reading apart for the log. */
export function newReading(read: ListingReading, capture: StoredCapture, runId: string): NewReading {
  const paperOf = new Map(read.papers.map((paper) => [paper.id, paper]))
  const shown = statesOf(read)
  const stateOf = new Map(shown.map((state) => [state.paperId, state.hash]))
  const counts = (name: 'upvotes' | 'comments' | 'stars') =>
    read.entries.map(({ paperId }) => paperOf.get(paperId)?.[name] ?? null)
  const lists = {
    paperIds: read.entries.map(({ paperId }) => paperId),
    // A page shows its list in the list's own order, from the first entry on; a part of an answer of the API does not.
    ranks: read.entries.map(({ rank }) => (read.complete || capture.form === 'page' ? rank : null)),
    upvotes: counts('upvotes'),
    comments: counts('comments'),
    stars: counts('stars'),
  }
  const notes = Object.fromEntries(
    read.entries.flatMap(({ paperId, note }) => (note === null ? [] : [[paperId, note]])),
  )
  return {
    ...sightingOf(capture),
    complete: read.complete,
    partialFields: read.partialFields,
    layoutChanged: read.layoutChange !== null,
    reason: read.layoutChange === null ? null : `${read.layoutChange}; read by its cards`,
    count: read.entries.length,
    rejected: read.rejections.length,
    votes: lists.upvotes.reduce<number>((sum, votes) => sum + (votes ?? 0), 0),
    filled: Object.fromEntries(
      Object.entries(WATCHED).map(([name, valueOf]) => [
        name,
        read.papers.filter((paper) => valueOf(paper) !== null).length,
      ]),
    ),
    contentHash: hash('md5', JSON.stringify(lists)),
    previousKey: read.previousKey,
    nextKey: read.nextKey,
    captureId: capture.id,
    runId,
    ...lists,
    states: read.entries.map(({ paperId }) => stateOf.get(paperId) ?? null),
    notes: Object.keys(notes).length === 0 ? null : notes,
    shown,
  }
}

/** A digest of all that the log holds of a reading: the same reading again gives the same. */
export function digestOf(reading: LoggedReading): string {
  const { complete, partialFields, layoutChanged, rejected, contentHash, states, notes } = reading
  const { previousKey, nextKey } = reading
  return hash(
    'md5',
    JSON.stringify([
      complete,
      partialFields,
      layoutChanged,
      rejected,
      contentHash,
      states,
      notes,
      previousKey,
      nextKey,
    ]),
  )
}
