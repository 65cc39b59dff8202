import { UsageError } from '../base/errors.ts'
import { type Day, dayOf } from '../model/day.ts'
import { outOfRange } from '../model/listing.ts'
import { parseSelectionWords } from '../query/selection-text.ts'
import type { Selection } from '../query/selection.ts'

/** Help text of every command that takes a selection. */
export const SELECTION_HELP = `
A selection is words to search for (or a paper's arXiv id, or a link to it) and any of:
  day:2026-06-03, week:2026-W23, month:2026-06, from:2026-05-01 to:2026-05-31, newest, today, yesterday, this-week,
  last-week, this-month, last-month, last-30-days, all     whose lists; without one the newest day, or all days when
                      something is searched for; for a date today, yesterday and -7 (days ago) will do
  at:INSTANT          the day's list, or what was trending, as of then
  order:rank|votes|momentum|match|newest          trending is short for order:momentum
  org:NAME, author:"NAME", keyword:"WORD", by:NAME (submitter), has:code, votes:N (at least),
  top:N (the most papers)     names in any case; of an organization and of who brought it also the handle`

/**
 * Parses the selection that a person typed.
 *
 * @throws {UsageError} when it is invalid
 */
export function selectionFrom(words: readonly string[]): Selection {
  const parsed = parseSelectionWords(words)
  if ('problem' in parsed) throw new UsageError(`${parsed.problem} (see "npx paperboy papers --help")`)
  return parsed.selection
}

/**
 * Refuses a selection that no list can fill.
 *
 * @throws {UsageError} when its day, week, month or instant is before the first list or in the future
 */
export function requireListed({ period, at }: Selection, today: Day): void {
  const isAhead = at !== null && dayOf(at) > today
  const problem = isAhead
    ? `at:${at.toString()}: that is in the future; today is ${today} (UTC)`
    : 'key' in period && period.kind !== 'range'
      ? outOfRange({ kind: period.kind, key: period.key }, today)
      : null
  if (problem !== null) throw new UsageError(problem)
}
