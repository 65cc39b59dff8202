import { html } from 'hono/html'
import { addDays } from '../../../model/day.ts'
import type { Markup } from '../parts/page.ts'
import { table } from '../parts/table.ts'
import { count, counted } from '../parts/wording.ts'
import { type GapRow, SHOWN, type TrustRows } from './trust-rows.ts'

/** A Friday and the Tuesday after it are neighbours. */
const LONG_WEEKEND_DAYS = 4

/** Neighbours among the gaps that stand so for one reason. */
interface GapSpan {
  readonly first: GapRow
  readonly last: GapRow
  readonly days: number
}

function spansOf(gaps: readonly GapRow[]): GapSpan[] {
  const spans: GapSpan[] = []
  for (const gap of gaps) {
    const before = spans.at(-1)
    if (
      before !== undefined &&
      isNext(gap, before.first) &&
      before.first.state === gap.state &&
      reasonOf(before.first) === reasonOf(gap)
    )
      spans.splice(-1, 1, { ...before, first: gap, days: before.days + 1 })
    else spans.push({ first: gap, last: gap, days: 1 })
  }
  return spans
}

/** True where nothing but a long weekend lies between two gaps. */
function isNext(gap: GapRow, later: GapRow): boolean {
  return addDays(gap.day, LONG_WEEKEND_DAYS) >= later.day
}

function reasonOf({ reason, flags, loaded, expected }: GapRow): string {
  if (reason !== null || flags !== null) return reason ?? flags?.join(', ') ?? ''
  const isShort = loaded !== null && expected !== null && loaded < expected
  return isShort ? `${counted(expected - loaded, 'entry', 'entries')} could not be read` : ''
}

/** Days that may be missing or incomplete, neighbours in one row. */
export function gapTable({ gaps, gapCount }: TrustRows): Markup | Promise<Markup> {
  const spans = spansOf(gaps)
  const [newest] = gaps
  const oldest = gaps.at(-1)
  if (newest === undefined || oldest === undefined)
    return html`<h2 id="gaps">Missing or incomplete days</h2>
      <p class="quiet">None.</p>`
  return html`<h2 id="gaps">Missing or incomplete days</h2>
    <p>
      <code>npx paperboy backfill --from ${oldest.day} --to ${newest.day} --all --dry-run</code> says how long
      it takes to read them again.
    </p>
    ${table<GapSpan>(
      gapCount > gaps.length ? `Of the newest ${count(gaps.length)} of ${count(gapCount)}` : 'Newest first',
      [
        [
          'Days',
          ({ first, last, days }) =>
            days === 1 ? gapLink(first) : html`${gapLink(first)} to ${gapLink(last)}`,
          'tight',
        ],
        ['How many', ({ days }) => count(days), 'number'],
        ['State', ({ first }) => (first.state === 'missing' ? 'never read' : first.state), 'tight'],
        ['Why', ({ first }) => reasonOf(first)],
        ['Loaded', ({ first, days }) => (days === 1 ? count(first.loaded) : ''), 'number'],
        ['Expected', ({ first, days }) => (days === 1 ? count(first.expected) : ''), 'number'],
      ],
      spans.slice(0, SHOWN.spans),
    )}`
}

function gapLink({ day, state }: GapRow): Markup | Promise<Markup> | string {
  return state === 'missing' ? day : html`<a href="/day/${day}">${day}</a>`
}
