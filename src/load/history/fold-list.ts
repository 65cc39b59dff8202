import { isKnownWhole } from '../../model/is-known-whole.ts'
import type { LoggedReading } from './reading-log.ts'
import type { Resolve } from './fold-paper.ts'
import type { PaperState } from './paper-state.ts'

/** A paper on a listing, as the table `appearances` has it. */
export interface Appearance {
  readonly paperId: string
  /** From the last whole reading that held it; null when only parts of the list did. */
  readonly rank: number | null
  readonly submittedById: string | null
  readonly submittedAt: string | null
  readonly note: string | null
  readonly firstSeen: string
  /** Null while the last whole reading of the list held it. */
  readonly lastSeen: string | null
  readonly goneAt: string | null
  readonly captureId: string
  readonly runId: string
}

/** A listing as far as it has been gone through. */
export interface ListFold {
  /** When the list was last read whole. */
  readonly lastWhole: string | null
  /** Those that are on the list, and those that were, as far as they may come again. */
  readonly appearances: ReadonlyMap<string, Appearance>
}

/** A listing that was never read. */
export const UNREAD: ListFold = { lastWhole: null, appearances: new Map() }

/** What was made of a listing, and which of its appearances are not as they were. */
export interface FoldedList extends ListFold {
  readonly changed: ReadonlySet<string>
}

/**
 * Goes on through a listing's readings: first and last seen, the latest rank, and when a paper had left. A paper
 * counts as gone only by a whole reading; of a part nothing about place is concluded.
 *
 * @param readings believed ones, all later than what the fold has seen, in the order of `compareSightings`
 * @param account finds the account of a submitter
 * @param stateOf what a reading showed of a paper; undefined where that is not known
 */
export function foldList(
  start: ListFold,
  readings: readonly LoggedReading[],
  account: Resolve,
  stateOf: (paperId: string, hash: string | null) => PaperState | undefined,
): FoldedList {
  const appearances = new Map(start.appearances)
  const changed = new Set<string>()
  let { lastWhole } = start
  const put = (next: Appearance, reading: LoggedReading) => {
    const before = appearances.get(next.paperId)
    if (before && isSame(before, next)) return
    appearances.set(next.paperId, { ...next, captureId: reading.captureId, runId: reading.runId })
    changed.add(next.paperId)
  }
  for (const reading of readings) {
    const { observedAt: at } = reading
    const complete = isKnownWhole(reading)
    const here = new Set(reading.paperIds)
    if (complete) {
      for (const each of appearances.values()) {
        if (each.goneAt !== null || here.has(each.paperId)) continue
        put({ ...each, lastSeen: each.lastSeen ?? lastWhole, goneAt: at }, reading)
      }
      lastWhole = at
    }
    if (!complete && reading.ranks.length > 0 && reading.ranks[0] !== null) {
      // Its places are those of the whole list: of papers that it does not show they are not known any more.
      for (const each of appearances.values())
        if (!here.has(each.paperId)) put({ ...each, rank: null }, reading)
    }
    for (const [place, paperId] of reading.paperIds.entries()) {
      const before = appearances.get(paperId)
      const state = stateOf(paperId, reading.states?.[place] ?? null)
      const facts = state
        ? {
            submittedById: account(state.paper.submittedBy ?? null),
            submittedAt: state.paper.submittedAt ?? null,
            note: reading.notes?.[paperId] ?? null,
          }
        : {
            submittedById: before?.submittedById ?? null,
            submittedAt: before?.submittedAt ?? null,
            note: before?.note ?? null,
          }
      const rank = reading.ranks[place] ?? before?.rank ?? null
      const seen = { firstSeen: before?.firstSeen ?? at, lastSeen: complete ? null : at, goneAt: null }
      put({ paperId, rank, ...facts, ...seen, captureId: '', runId: '' }, reading)
    }
  }
  return { lastWhole, appearances, changed }
}

function isSame(a: Appearance, b: Appearance): boolean {
  return (
    a.rank === b.rank &&
    a.submittedAt === b.submittedAt &&
    a.note === b.note &&
    a.firstSeen === b.firstSeen &&
    a.lastSeen === b.lastSeen &&
    a.goneAt === b.goneAt &&
    a.submittedById === b.submittedById
  )
}
