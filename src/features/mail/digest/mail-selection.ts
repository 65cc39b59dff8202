import { periodOf, type Frequency } from '../../../model/frequency.ts'
import { type FixedPeriod, fixedPeriod } from '../../../query/period.ts'
import { pairsOf, type Selection, TOP_OF_DAY } from '../../../query/selection.ts'
import { parseSelection, selectionText } from '../../../query/selection-text.ts'

/** Maximum number of papers under one heading of a mail. */
const MOST_IN_MAIL = 50

/** Papers of a day by default. */
const TOP_OF_DAY_IN_MAIL = 10

/** Any day, week and month, to check a selection with. */
const SOME_DAY: Readonly<Record<Frequency, string>> = {
  daily: '2026-06-03',
  weekly: '2026-06-07',
  monthly: '2026-06-30',
}

/** A reader's selection as stored, or the sentence that says what was expected. */
export type MailSelection = { readonly text: string } | { readonly problem: string }

/** Checks a reader's selection. Its period comes from the frequency: one of its own is refused. */
export function mailSelectionOf(typed: string, frequency: Frequency): MailSelection {
  const parsed = parseSelection(typed)
  if ('problem' in parsed) return parsed
  const pairs = pairsOf(parsed.selection)
  const own = ['day', 'week', 'month', 'from', 'to', 'period', 'at'].find((name) => pairs[name] !== undefined)
  const { kind, key } = periodOf(frequency, SOME_DAY[frequency])
  const placed = parseSelection(`${typed} ${kind}:${key}`)
  if (own !== undefined || ('problem' in placed && placed.problem.endsWith('expected one period'))) {
    const said = own === undefined ? 'newest' : `${own === 'period' ? '' : `${own}:`}${pairs[own]}`
    return {
      problem: `${said}: the days of a mail follow from its frequency; expected only filters and an order, as in org:nvidia top:5`,
    }
  }
  if ('problem' in placed) return placed
  const { top } = placed.selection
  if (top > MOST_IN_MAIL && top !== TOP_OF_DAY)
    return { problem: `top:${top}: expected at most ${MOST_IN_MAIL}, since mails are short` }
  return { text: selectionText(placed.selection).replace(`${kind}:${key}`, '').trim() }
}

/** A selection for the days of a mail. */
export interface PlacedSelection {
  readonly selection: Selection
  readonly period: FixedPeriod
}

/**
 * Applies a stored selection to a period.
 *
 * @param lastDay the period's last day
 * @throws {Error} when the text was not made by `mailSelectionOf`
 */
export function placeSelection(text: string, frequency: Frequency, lastDay: string): PlacedSelection {
  const { kind, key } = periodOf(frequency, lastDay)
  const parsed = parseSelection(`${text} ${kind}:${key}`)
  if ('problem' in parsed) throw new Error(`the stored selection "${text}" is invalid: ${parsed.problem}`)
  const { selection } = parsed
  const top = selection.top === TOP_OF_DAY ? TOP_OF_DAY_IN_MAIL : selection.top
  return { selection: { ...selection, top: Math.min(top, MOST_IN_MAIL) }, period: fixedPeriod(kind, key) }
}
