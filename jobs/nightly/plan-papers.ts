import { duePaperPages, type PaperPageRange, type PaperPageRow } from '../../src/load/ledger/paper-pages.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { addDays, type Day } from '../../src/model/day.ts'
import { duePage, PAGE_READS_END } from '../../src/model/due.ts'
import { compareText } from '../../src/model/sighting-order.ts'
import type { PlannedListing } from './plan-follow.ts'

/** Selection of papers' own pages. */
export interface PaperChoice extends PaperPageRange {
  /** Pages that never answered. */
  readonly missing: boolean
  /** Pages that have answered, and are due again. */
  readonly stale: boolean
}

/**
 * Plans papers whose own page is due, with reasons. The latest due go first, so that a backlog never keeps a
 * night from those of the day; within one day first readings go first, then papers with more votes.
 */
export async function planPapers(executor: Executor, choice: PaperChoice): Promise<PlannedListing[]> {
  return choosePapers(await duePaperPages(executor, choice), choice)
}

/** Selects the papers of a night: those whose last planned reading was recent. */
export function papersOfNight(today: Day, now: Temporal.Instant): PaperChoice {
  return { from: addDays(today, -PAGE_READS_END), to: today, now, missing: true, stale: true }
}

/** As `planPapers`, from the rows of the ledger. */
export function choosePapers(
  rows: readonly PaperPageRow[],
  { missing, stale, now }: Pick<PaperChoice, 'missing' | 'stale' | 'now'>,
): PlannedListing[] {
  return rows
    .filter((row) => (row.fetched_at === null ? missing : stale))
    .flatMap((row) => {
      const due = duePage(row, now)
      return due ? [{ row, due }] : []
    })
    .toSorted(
      (a, b) =>
        compareText(b.due.dueOn, a.due.dueOn) ||
        a.due.stage - b.due.stage ||
        (b.row.upvotes ?? 0) - (a.row.upvotes ?? 0) ||
        compareText(a.row.paper_id, b.row.paper_id),
    )
    .map(({ row, due }) => ({
      listing: { kind: 'paper', key: row.paper_id },
      why: due.why,
      fetchedAt: row.fetched_at,
    }))
}
