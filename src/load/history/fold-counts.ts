import type { Counts } from '../../model/outside-count.ts'
import { compareText } from '../../model/sighting-order.ts'

/** A believed sighting of a paper, as far as its counts go. */
export interface CountedSighting extends Counts {
  readonly observedAt: string
  readonly captureId: string
  readonly runId: string
}

/** A row of the log of outside counts. */
export interface LoggedCount extends Counts {
  readonly observedAt: string
  /** Name of the collector. */
  readonly source: string
  readonly runId: string
}

/** Votes, comments and stars from an instant on. */
export interface Snapshot extends Counts {
  readonly observedAt: string
  /** Null where outside counts alone made it. */
  readonly captureId: string | null
  readonly runId: string
  /** The outside sources that told the change, with commas between; null when Paperboy saw it itself. */
  readonly source: string | null
}

export const NO_COUNTS: Counts = { upvotes: null, comments: null, stars: null }

const FIELDS = ['upvotes', 'comments', 'stars'] as const

/**
 * Goes on through the counts of a paper: a snapshot for each instant whose counts are others than those before it. A
 * count that is not told stays as it is. At an instant at which Paperboy saw the paper itself, nothing else counts; at
 * any other an outside count does on which all sources of the instant agree.
 *
 * @param start the counts as all before left them
 * @param sightings Paperboy's own, in the order of `compareSightings`
 * @param outside in any order
 */
export function foldCounts(
  start: Counts,
  sightings: readonly CountedSighting[],
  outside: readonly LoggedCount[],
): Snapshot[] {
  const seen = new Set(sightings.map(({ observedAt }) => observedAt))
  const told: Snapshot[] = sightings.map((each) => ({
    observedAt: each.observedAt,
    upvotes: each.upvotes,
    comments: each.comments,
    stars: each.stars,
    captureId: each.captureId,
    runId: each.runId,
    source: null,
  }))
  const elsewhere = Map.groupBy(
    outside.filter(({ observedAt }) => !seen.has(observedAt)),
    ({ observedAt }) => observedAt,
  )
  for (const [observedAt, each] of elsewhere) told.push(...agreed(observedAt, each))
  // Sightings of one instant keep their order: the sort is stable, and no outside count stands among them.
  if (elsewhere.size > 0) told.sort((a, b) => compareText(a.observedAt, b.observedAt))

  const snapshots: Snapshot[] = []
  let known = start
  for (const each of told) {
    known = {
      upvotes: each.upvotes ?? known.upvotes,
      comments: each.comments ?? known.comments,
      stars: each.stars ?? known.stars,
    }
    addSnapshot(snapshots, start, { ...each, ...known })
  }
  return snapshots
}

/** The counts of an instant on which its sources agree, and who told them; nothing when there is none. */
function agreed(observedAt: string, counts: readonly LoggedCount[]): Snapshot[] {
  const isTold = (value: number | null): value is number => value !== null
  const values = FIELDS.map((field) => [...new Set(counts.map((each) => each[field]).filter(isTold))])
  const [upvotes = null, comments = null, stars = null] = values.map(([value = null, ...others]) =>
    others.length === 0 ? value : null,
  )
  const shown: Counts = { upvotes, comments, stars }
  const tellers = counts
    .filter((each) => FIELDS.some((field) => shown[field] !== null && each[field] !== null))
    .toSorted((a, b) => compareText(a.source, b.source))
  const [first] = tellers
  if (!first) return []
  const source = [...new Set(tellers.map((each) => each.source))].join(', ')
  return [{ ...shown, observedAt, captureId: null, runId: first.runId, source }]
}

/** Of several readings of one instant the last counts. */
function addSnapshot(snapshots: Snapshot[], base: Counts, next: Snapshot): void {
  const last = snapshots.at(-1)
  if (isSameCount(last ?? base, next)) return
  if (last?.observedAt === next.observedAt) snapshots.pop()
  // What a later reading of the instant puts back was no change.
  if (!isSameCount(snapshots.at(-1) ?? base, next)) snapshots.push(next)
}

function isSameCount(a: Counts, b: Counts): boolean {
  return FIELDS.every((field) => a[field] === b[field])
}
