import { FIRST_DAY } from '../model/day.ts'
import type { Executor } from './executor.ts'
import { type Cursor, cursorOf, cursorText, pairsHash } from './cursor.ts'
import type { FixedPeriod } from './period.ts'
import { countPapers, KEY_COUNTS, type PageEnd, type SelectedPaper, selectPage } from './select-papers.ts'
import { pairsOf, type Selection } from './selection.ts'

/** The requested page of a list, from an address; without any of these the first. */
export interface PageAsked {
  /** Cursor of the paper before the page. */
  readonly after?: string | undefined
  /** Cursor of the paper after the page. */
  readonly before?: string | undefined
  /** From 1; for pages that are all written together. */
  readonly number?: number | undefined
}

/** Position of a page in its list. */
export interface PagePlace {
  /** Papers of the whole list. */
  readonly total: number
  /** Papers of the list before the page. */
  readonly start: number
  /** Papers on it. */
  readonly count: number
  /** Maximum number of papers on a page. */
  readonly most: number
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null
  /** Cursor of the previous page; null on the first one. */
  readonly previous: string | null
}

/** A page of a selection. */
export interface ListPage extends PagePlace {
  readonly period: FixedPeriod
  readonly papers: readonly SelectedPaper[]
}

/** Parsed cursors of an address, or the sentence that says what was expected. */
export type ReadCursors =
  | { readonly problem: string }
  | { readonly after: Cursor | null; readonly before: Cursor | null }

/** Reads the cursors of an address. */
export function readCursors({ after, before }: PageAsked, of: string, keys: number): ReadCursors {
  if (after !== undefined && before !== undefined)
    return { problem: 'after and before: expected one of the two' }
  const read = {
    after: after === undefined ? null : cursorOf(after, of, keys),
    before: before === undefined ? null : cursorOf(before, of, keys),
  }
  if ((after !== undefined && read.after === null) || (before !== undefined && read.before === null))
    return {
      problem: `${after === undefined ? 'before' : 'after'}: expected a cursor from a page of this list`,
    }
  return read
}

/**
 * Reads a page of a selection, with the number of all its papers. The selection's `top` is ignored.
 *
 * @param most papers on the page
 */
export async function listPage(
  executor: Executor,
  selection: Selection,
  now: Temporal.Instant,
  most: number,
  asked: PageAsked = {},
): Promise<ListPage | { readonly problem: string }> {
  const { top: _top, ...pairs } = pairsOf(selection)
  const of = pairsHash(pairs)
  const read = readCursors(asked, of, KEY_COUNTS[selection.order])
  if ('problem' in read) return read
  const cursor = read.after ?? read.before
  // The newest day of the first page applies to all pages.
  const wanted: Selection =
    cursor !== null && selection.period.kind === 'newest'
      ? { ...selection, period: { kind: 'day', key: cursor.day } }
      : selection
  const at = cursor?.now ?? now
  const { total, before, upTo } = await countPapers(executor, wanted, at, cursor?.end ?? null)
  const start =
    read.after !== null
      ? upTo
      : read.before !== null
        ? Math.max(0, before - most)
        : ((asked.number ?? 1) - 1) * most
  const page = await selectPage(executor, wanted, at, {
    after: read.after?.end ?? null,
    skip: read.after === null ? start : 0,
    most,
  })
  const text = (end: PageEnd | null, place: number) =>
    end === null
      ? null
      : cursorText({
          of,
          now: isOfMoment(selection) ? at : null,
          day: page.period.days?.first ?? FIRST_DAY,
          end: { ...end, place },
        })
  return {
    period: page.period,
    papers: page.papers.map((paper, index) => ({ ...paper, place: start + index + 1 })),
    total,
    start,
    count: page.papers.length,
    most,
    next: text(page.next, start + page.papers.length),
    previous: start === 0 ? null : text(page.first, start + 1),
  }
}

/** True if the result depends on the current instant, beside the data. */
function isOfMoment({ period, order }: Selection): boolean {
  return order === 'momentum' || !('key' in period || period.kind === 'all' || period.kind === 'newest')
}
