import { html } from 'hono/html'
import { type PeriodCoverage, coverageSentence } from '../../../query/read-period-coverage.ts'
import type { Markup } from './page.ts'
import { counted } from './wording.ts'

/**
 * Whether what is shown is whole, in a sentence.
 *
 * @param daysBehind days until yesterday that came after all that were read
 */
export function completeness(coverage: PeriodCoverage, daysBehind = 0): Markup | Promise<Markup> {
  const behind = daysBehind === 0 ? '' : `${counted(daysBehind, 'day')} behind. `
  const sentence = coverageSentence(coverage)
  return sentence === null
    ? html`<p class="notice good">
        Whole: every list was read after it had stopped growing. <a href="/coverage">How this is known</a>
      </p>`
    : html`<p class="notice">${behind}${sentence} <a href="/coverage">Coverage</a></p>`
}
