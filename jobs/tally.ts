import { EXIT, type ExitCode } from '../src/errors.ts'
import type { Loaded } from '../src/load/records/load-reading.ts'
import type { Reading } from '../src/model/reading.ts'

/** Counts of one run; stored with it and printed at its end. */
export interface Tally {
  /** Responses stored. */
  captures: number
  /** Listings read, by what came of them; `changed` counts loaded ones whose page is not as known. */
  loaded: number
  empty: number
  redirected: number
  unreadable: number
  changed: number
  /** Keys that changed their type on most entries, never recorded before. */
  drifted: number
  /** Answers that hold no list: challenges, login and error pages. */
  refused: number
  /** Lists so unlike their last reading that they were not loaded. */
  heldBack: number
  failed: number
  /** Lists that another run holds; they are left to it. */
  held: number
  /** Of the failed ones: those that found no site at all. */
  unreachable: number
  /** Why the first of the failed ones failed; null when none did. */
  firstFailure: string | null
  entries: number
  quarantined: number
  /** Rows inserted or updated, by table. */
  rows: Record<string, number>
}

/** Fewer entries than this do not show that a page has changed. */
const SOME_ENTRIES = 5

/** A tally of nothing. */
export function newTally(): Tally {
  return {
    captures: 0,
    loaded: 0,
    empty: 0,
    redirected: 0,
    unreadable: 0,
    changed: 0,
    drifted: 0,
    refused: 0,
    heldBack: 0,
    failed: 0,
    held: 0,
    unreachable: 0,
    firstFailure: null,
    entries: 0,
    quarantined: 0,
    rows: {},
  }
}

/** Adds one reading and the rows that it wrote. */
export function countReading(tally: Tally, reading: Reading, { rows, heldBack, newDrift }: Loaded): void {
  tally.captures++
  for (const [table, count] of Object.entries(rows)) tally.rows[table] = (tally.rows[table] ?? 0) + count
  if (reading.outcome === 'redirected') tally.redirected++
  if (reading.outcome === 'unreadable') tally.unreadable++
  const most = reading.outcome === 'listing' ? Math.max(SOME_ENTRIES, reading.entryCount / 2) : 0
  tally.drifted += newDrift.filter(({ change, count }) => change === 'type' && count >= most).length
  if (heldBack !== null) {
    tally.heldBack++
    return
  }
  if (reading.outcome === 'refused') tally.refused++
  if (reading.outcome === 'text') {
    tally.loaded++
    tally.entries += reading.unidentified.length
  }
  if (reading.outcome !== 'listing') return
  if (reading.layoutChange !== null) tally.changed++
  if (reading.entryCount === 0) tally.empty++
  else tally.loaded++
  tally.entries += reading.entries.length
  tally.quarantined += reading.rejections.length
}

/** Takes back the count of a refusal: another try got the page, or will be made. */
export function takeBackRefusal(tally: Tally): void {
  tally.refused--
}

/** What the process should exit with after a run that counted this. */
export function exitCodeOf(tally: Tally): ExitCode {
  if (tally.unreadable + tally.changed + tally.drifted > 0) return EXIT.pageChanged
  if (tally.failed > 0)
    return tally.unreachable === tally.failed && tally.captures === 0 ? EXIT.unreachable : EXIT.tryAgain
  return tally.quarantined + tally.refused + tally.heldBack + tally.held > 0 ? EXIT.tryAgain : EXIT.done
}

/** Rows inserted or updated in all tables. */
export function rowsWritten(tally: Tally): number {
  return Object.values(tally.rows).reduce((sum, count) => sum + count, 0)
}

/**
 * Why a run that counted this is not done, as one line for a person; null when it is.
 *
 * @example reasonOf(tally) // '2 of 36 entries in quarantine; 1 list held by another run'
 */
export function reasonOf(tally: Tally): string | null {
  const why = tally.firstFailure === null ? '' : `, the first one: ${tally.firstFailure}`
  const failed =
    exitCodeOf(tally) === EXIT.unreachable
      ? `the site was not reached${why}`
      : `${lists(tally.failed)} failed${why}`
  const parts: readonly (readonly [count: number, words: string])[] = [
    [tally.unreadable, `${pages(tally.unreadable)} changed beyond reading`],
    [tally.changed, `${pages(tally.changed)} changed, read by its cards`],
    [tally.drifted, `${counted(tally.drifted, 'key')} of the pages changed its type`],
    [
      tally.quarantined,
      `${tally.quarantined} of ${counted(tally.entries + tally.quarantined, 'entry', 'entries')} in quarantine`,
    ],
    [tally.refused, `${counted(tally.refused, 'answer')} without a list`],
    [tally.heldBack, `${lists(tally.heldBack)} held back: so unlike the last reading that it was not loaded`],
    [tally.held, `${lists(tally.held)} held by another run`],
    [tally.failed, failed],
  ]
  const said = parts.filter(([count]) => count > 0).map(([, words]) => words)
  return said.length === 0 ? null : said.join('; ')
}

function lists(count: number): string {
  return counted(count, 'list')
}

function pages(count: number): string {
  return counted(count, 'page')
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
