import { EXIT, type ExitCode } from '../../src/base/errors.ts'
import type { LeaseLost } from '../../src/base/errors.ts'
import type { RowCounts } from '../../src/load/history/derive-history.ts'
import type { Loaded } from '../../src/load/history/load-batch.ts'
import type { CaptureStanding } from '../../src/load/captures/capture-store.ts'
import { countKinds, type Listing, listingCount } from '../../src/model/listing.ts'
import type { Reading } from '../../src/model/reading.ts'

/** Problems of a response that may persist in a replay. */
type Problem = 'unreadable' | 'changed' | 'refused' | 'quarantined' | 'onHold'

/** Counts of one run; stored with it and printed at its end. */
export interface RunCounts {
  /** Responses stored. */
  captures: number
  /** Listings read, by result; `changed` counts loaded ones whose page has an unknown shape. */
  loaded: number
  empty: number
  redirected: number
  unreadable: number
  changed: number
  /** Keys that changed their type on most entries, never recorded before. */
  drifted: number
  /** Answers without a list: challenges, login and error pages. */
  refused: number
  /** Final ones among the refused: a paper that the site does not have, or a file without a list. */
  final: number
  /** Papers whose page the site no longer has; counted when planned, and not as failures. */
  vanished: number
  /** Lists so unlike their last reading that they were not loaded. */
  onHold: number
  failed: number
  /** Lists leased by another run, and left to it. */
  held: number
  /** Days of a backfill's range still failed or changed at its end, tried or not. */
  leftFailed: number
  leftChanged: number
  /** Failed ones for which the site was unreachable. */
  unreachable: number
  /** Papers' own pages among the loaded, failed and held ones; all others are lists. */
  ofPapers: { loaded: number; failed: number; held: number }
  /** Reason of the first failure; null for none. */
  firstFailure: string | null
  entries: number
  quarantined: number
  /** Numbers of these that were in that state before the run: a replay found nothing worse, and they do not change its exit code. */
  asBefore: Record<Problem, number>
  /** Responses of an archive that were skipped because they had been forgotten. */
  forgotten: number
  /** Records of archives that are not lists of the site, by reason. */
  passedOver: Readonly<Record<string, number>>
  /** Lines read from another collector's history, and invalid ones among them. */
  lines: number
  rejectedLines: number
  /** Mails, by result. `unknown` may have been sent; `failure` is the reason why the rest was not. */
  mails: {
    prepared: number
    sent: number
    deferred: number
    refused: number
    unknown: number
    failure: string | null
  }
  /** Rows inserted or updated, by table. */
  rows: Record<string, number>
}

/** Minimum number of entries that show a changed page. */
const SOME_ENTRIES = 5

/** Creates a run's counts, all zero. */
export function newRunCounts(): RunCounts {
  return {
    captures: 0,
    loaded: 0,
    empty: 0,
    redirected: 0,
    unreadable: 0,
    changed: 0,
    drifted: 0,
    refused: 0,
    final: 0,
    vanished: 0,
    onHold: 0,
    failed: 0,
    held: 0,
    leftFailed: 0,
    leftChanged: 0,
    unreachable: 0,
    ofPapers: { loaded: 0, failed: 0, held: 0 },
    firstFailure: null,
    entries: 0,
    quarantined: 0,
    asBefore: { unreadable: 0, changed: 0, refused: 0, quarantined: 0, onHold: 0 },
    forgotten: 0,
    passedOver: {},
    lines: 0,
    rejectedLines: 0,
    mails: { prepared: 0, sent: 0, deferred: 0, refused: 0, unknown: 0, failure: null },
    rows: {},
  }
}

/** Adds the rows written by a batch. */
export function countRows(runCounts: RunCounts, rows: RowCounts): void {
  for (const [table, count] of Object.entries(rows))
    runCounts.rows[table] = (runCounts.rows[table] ?? 0) + count
}

/** Adds one reading. */
export function countReading(
  runCounts: RunCounts,
  reading: Reading,
  { onHold, newDrift }: Exclude<Loaded, LeaseLost>,
): void {
  runCounts.captures++
  if (reading.outcome === 'redirected') runCounts.redirected++
  if (reading.outcome === 'unreadable') runCounts.unreadable++
  const most = reading.outcome === 'listing' ? Math.max(SOME_ENTRIES, reading.entryCount / 2) : 0
  runCounts.drifted += newDrift.filter(({ change, count }) => change === 'type' && count >= most).length
  if (onHold !== null) {
    runCounts.onHold++
    return
  }
  if (isRefusal(reading)) runCounts.refused++
  else if (reading.outcome === 'refused') runCounts.empty++
  if (isMissingPaper(reading)) runCounts.final++
  if (reading.outcome === 'text') {
    runCounts.loaded++
    runCounts.entries += reading.unidentified.length
    runCounts.quarantined += reading.rejections.length
  }
  if (reading.outcome !== 'listing') return
  if (reading.layoutChange !== null) runCounts.changed++
  if (reading.entryCount === 0) runCounts.empty++
  else {
    runCounts.loaded++
    runCounts.ofPapers.loaded += countKinds([reading.listing]).pages
  }
  runCounts.entries += reading.entries.length
  runCounts.quarantined += reading.rejections.length
}

/** True for a missing paper: a missing day may still come, a missing paper does not. */
function isMissingPaper(reading: Reading): boolean {
  return reading.outcome === 'refused' && reading.refusal === 'not-found' && reading.listing.kind === 'paper'
}

/** Marks refusals as final: they came from files, which do not change. */
export function countFilesRefused(runCounts: RunCounts): void {
  runCounts.final = runCounts.refused
}

/** True for an answer without a list that is worth reporting: not for one that the site does not have yet. */
export function isRefusal(reading: Reading): boolean {
  return reading.outcome === 'refused' && reading.refusal !== 'not-yet'
}

/** Counts listings that could not be fetched or loaded. */
export function countFailed(runCounts: RunCounts, listings: readonly Listing[], reason: string): void {
  runCounts.failed += listings.length
  runCounts.ofPapers.failed += countKinds(listings).pages
  runCounts.firstFailure ??= reason
}

/** Counts listings leased by another run. */
export function countLeased(runCounts: RunCounts, listings: readonly Listing[]): void {
  runCounts.held += listings.length
  runCounts.ofPapers.held += countKinds(listings).pages
}

/**
 * Describes how many lists and papers' own pages were loaded, failed or held.
 *
 * @example countedApart(runCounts, 'loaded') // "2 lists, 41 papers' pages"
 */
export function countedApart(runCounts: RunCounts, what: keyof RunCounts['ofPapers']): string {
  const pages = runCounts.ofPapers[what]
  return listingCount({ lists: runCounts[what] - pages, pages })
}

/** Uncounts a refusal: another attempt got the page, or will be made. */
export function takeBackRefusal(runCounts: RunCounts): void {
  runCounts.refused--
}

/** Counts papers that no longer have a page: their answers were counted as refusals. */
export function countVanished(runCounts: RunCounts, papers: number): void {
  runCounts.refused -= papers
  runCounts.final -= papers
  runCounts.vanished += papers
}

/**
 * Counts problems of a response read again that are not new: it was no better at its last reading. That
 * the site has no such page is final, and never new.
 */
export function countAsBefore(
  runCounts: RunCounts,
  reading: Reading,
  isOnHold: boolean,
  before: CaptureStanding | undefined,
): void {
  const { asBefore } = runCounts
  if (!before) return
  if (isOnHold) {
    if (before.wasOnHold) asBefore.onHold++
    return
  }
  switch (reading.outcome) {
    case 'unreadable':
      if (before.wasUnread) asBefore.unreadable++
      break
    case 'refused':
      if (isRefusal(reading) && (before.wasUnread || reading.refusal === 'not-found')) {
        asBefore.refused++
        if (isMissingPaper(reading)) runCounts.final--
      }
      break
    case 'listing':
      if (reading.layoutChange !== null && before.reader === reading.reader && before.era === reading.era)
        asBefore.changed++
      asBefore.quarantined += Math.min(before.quarantined, reading.rejections.length)
      break
    case 'text':
    case 'redirected':
      break
  }
}

/** Chooses the exit code of the process after a run with these counts. */
export function exitCodeOf(runCounts: RunCounts): ExitCode {
  const news = (problem: Problem) => runCounts[problem] - runCounts.asBefore[problem]
  if (news('unreadable') + news('changed') + runCounts.drifted > 0) return EXIT.pageChanged
  if (runCounts.failed > 0)
    return runCounts.unreachable === runCounts.failed && runCounts.captures === 0
      ? EXIT.unreachable
      : EXIT.tryAgain
  if (runCounts.leftChanged > 0) return EXIT.pageChanged
  const { deferred, unknown, failure } = runCounts.mails
  const unsent = deferred + unknown + (failure === null ? 0 : 1)
  const left = runCounts.leftFailed + runCounts.held + runCounts.rejectedLines + unsent
  const passing = news('refused') - runCounts.final
  if (left + news('quarantined') + passing + news('onHold') > 0) return EXIT.tryAgain
  return runCounts.final > 0 ? EXIT.usage : EXIT.done
}

/** Sums the rows inserted or updated in all tables. */
export function rowsWritten(runCounts: RunCounts): number {
  return Object.values(runCounts.rows).reduce((sum, count) => sum + count, 0)
}

/**
 * Explains in one line why a run with these counts is not done; null when it is.
 *
 * @example reasonOf(runCounts) // '2 of 36 entries in quarantine; 1 list held by another run'
 */
export function reasonOf(runCounts: RunCounts): string | null {
  const why = runCounts.firstFailure === null ? '' : `, the first one: ${runCounts.firstFailure}`
  const failed =
    exitCodeOf(runCounts) === EXIT.unreachable
      ? `the site was not reached${why}`
      : `${countedApart(runCounts, 'failed')} failed${why}`
  const parts: readonly (readonly [count: number, words: string])[] = [
    [runCounts.unreadable, `${pages(runCounts.unreadable)} changed and could not be read`],
    [runCounts.changed, `${pages(runCounts.changed)} changed, read by its cards`],
    [runCounts.drifted, `${counted(runCounts.drifted, 'key')} of the pages changed its type`],
    [
      runCounts.quarantined,
      `${runCounts.quarantined} of ${counted(runCounts.entries + runCounts.quarantined, 'entry', 'entries')} in quarantine`,
    ],
    [runCounts.rejectedLines, `${runCounts.rejectedLines} of ${counted(runCounts.lines, 'line')} rejected`],
    [
      runCounts.refused,
      `${counted(runCounts.refused, 'answer')} without a list${runCounts.final > 0 ? `, ${runCounts.final} of them for good` : ''}`,
    ],
    [
      runCounts.onHold,
      `${lists(runCounts.onHold)} on hold: so unlike the last reading that it was not loaded`,
    ],
    [runCounts.held, `${countedApart(runCounts, 'held')} held by another run`],
    [runCounts.failed, failed],
    [
      runCounts.leftFailed + runCounts.leftChanged,
      `${counted(runCounts.leftFailed + runCounts.leftChanged, 'day')} of the range not read`,
    ],
    [runCounts.mails.deferred, `${counted(runCounts.mails.deferred, 'mail')} deferred by the server`],
    [
      runCounts.mails.unknown,
      `${counted(runCounts.mails.unknown, 'mail')} that may or may not have been accepted`,
    ],
    [runCounts.mails.failure === null ? 0 : 1, `mails wait: ${runCounts.mails.failure}`],
  ]
  const said = parts.filter(([count]) => count > 0).map(([, words]) => words)
  return said.length === 0 ? null : said.join('; ')
}

/**
 * Describes skipped records of archives in one line; null for none.
 *
 * @example passedOverText(runCounts) // '3 records of archives skipped (2 request, 1 other host)'
 */
export function passedOverText({ passedOver }: Pick<RunCounts, 'passedOver'>): string | null {
  const reasons = Object.entries(passedOver).sort(([, a], [, b]) => b - a)
  const records = reasons.reduce((sum, [, count]) => sum + count, 0)
  const each = reasons.map(([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`).join(', ')
  return records === 0 ? null : `${counted(records, 'record')} of archives skipped (${each})`
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
