import { html } from 'hono/html'
import { isWeekday } from '../../../model/day.ts'
import { type PeriodCoverage, coverageSentence } from '../../../query/read-period-coverage.ts'
import type { Markup } from './page.ts'
import { counted } from './wording.ts'

/** Gaps without the weekends that nobody read: hardly one ever had a list. */
export function listedGaps({ gaps }: PeriodCoverage): PeriodCoverage['gaps'] {
  return gaps.filter(({ day, reason }) => isWeekday(day) || reason !== 'never read')
}

/**
 * Whether what is shown is complete, in a sentence.
 *
 * @param daysBehind days until yesterday that came after all that were read
 */
export function completeness(coverage: PeriodCoverage, daysBehind = 0): Markup | Promise<Markup> {
  const behind = daysBehind === 0 ? '' : `${counted(daysBehind, 'day')} behind. `
  const gaps = listedGaps(coverage)
  const sentence = coverageSentence({ ...coverage, gaps })
  if (sentence !== null)
    return html`<p class="notice">${behind}${sentence} <a href="/coverage">Coverage</a></p>`
  const weekends =
    gaps.length === coverage.gaps.length ? '' : ' Weekends, which hardly ever have one, were not read.'
  return html`<p class="quiet">
    Complete: read again after the list had stopped changing.${weekends}
    <a href="/coverage">How this is known</a>
  </p>`
}
