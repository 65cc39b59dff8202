import { duePaperPages, type PaperPageRange, type PaperPageRow } from '../../src/load/ledger/paper-pages.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { addDays, type Day, dayOf } from '../../src/model/day.ts'
import {
  hasMoved,
  latestTurn,
  PAPER_REST_HOURS,
  PAPER_TRIES,
  PAPER_TURNS,
  PAPER_TURNS_END,
  turnStart,
} from '../../src/model/paper-turns.ts'
import { compareText } from '../../src/model/sighting-order.ts'
import type { PlannedListing } from './plan-follow.ts'

/** Which papers' own pages are wanted. */
export interface PaperChoice extends PaperPageRange {
  /** Those that never answered. */
  readonly missing: boolean
  /** Those that answered once, and whose turn has come again. */
  readonly stale: boolean
}

/** Why a page is read now. */
interface Turn {
  readonly why: string
  /** The day on which it became due. */
  readonly dueOn: Day
  /** Of pages that became due on one day, lower ones go first: turns in their order, then votes that moved. */
  readonly stage: number
}

/**
 * Papers whose own page is due, and why. What became due last goes first, so that a pile of old pages never keeps a
 * night from those of the day; of one day first readings go first, then papers with more votes.
 */
export async function planPapers(executor: Executor, choice: PaperChoice): Promise<PlannedListing[]> {
  return choosePapers(await duePaperPages(executor, choice), choice)
}

/** What a night looks at: papers whose last turn was not long ago. */
export function papersOfNight(today: Day, now: Temporal.Instant): PaperChoice {
  return { from: addDays(today, -PAPER_TURNS_END), to: today, now, missing: true, stale: true }
}

/** As `planPapers`, from the rows of the ledger. */
export function choosePapers(
  rows: readonly PaperPageRow[],
  { missing, stale, now }: Pick<PaperChoice, 'missing' | 'stale' | 'now'>,
): PlannedListing[] {
  return rows
    .filter((row) => (row.fetched_at === null ? missing : stale))
    .flatMap((row) => {
      const turn = turnOf(row, now)
      return turn ? [{ row, turn }] : []
    })
    .toSorted(
      (a, b) =>
        compareText(b.turn.dueOn, a.turn.dueOn) ||
        a.turn.stage - b.turn.stage ||
        (b.row.upvotes ?? 0) - (a.row.upvotes ?? 0) ||
        compareText(a.row.paper_id, b.row.paper_id),
    )
    .map(({ row, turn }) => ({
      listing: { kind: 'paper', key: row.paper_id },
      why: turn.why,
      fetchedAt: row.fetched_at,
    }))
}

/** Whose turn it is, and since when; null for a page that need not be read now. */
function turnOf(row: PaperPageRow, now: Temporal.Instant): Turn | null {
  const days = latestTurn(row.first_day, now)
  if (days === null) return null
  const turn = { dueOn: addDays(row.first_day, days), stage: PAPER_TURNS.indexOf(days) }
  const triedAt = instantOf(row.tried_at)
  const fetchedAt = instantOf(row.fetched_at)
  if (triedAt === null) return { ...turn, why: 'never read' }
  if (isBefore(triedAt, turnStart(row.first_day, days))) {
    const why = fetchedAt === null ? 'never read' : `read before day ${days} after its first list`
    return { ...turn, why }
  }
  const retryAt = instantOf(row.next_retry_at)
  if (retryAt !== null) {
    const isDue = row.attempts < PAPER_TRIES && !isBefore(now, retryAt)
    return isDue ? { ...turn, why: `again: ${row.reason ?? 'no reason known'}` } : null
  }
  return movedTurn(row, triedAt, now)
}

function movedTurn(
  { upvotes, upvotes_read: before }: PaperPageRow,
  triedAt: Temporal.Instant,
  now: Temporal.Instant,
): Turn | null {
  if (upvotes === null || before === null || !hasMoved(before, upvotes)) return null
  if (triedAt.until(now).total('hours') < PAPER_REST_HOURS) return null
  return {
    why: `${before} votes when it was read, ${upvotes} now`,
    dueOn: dayOf(now),
    stage: PAPER_TURNS.length,
  }
}

function instantOf(text: string | null): Temporal.Instant | null {
  return text === null ? null : Temporal.Instant.from(text)
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
