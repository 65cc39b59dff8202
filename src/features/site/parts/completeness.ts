import { html } from 'hono/html'
import { type PeriodCoverage, coverageSentence } from '../../../query/coverage-of.ts'
import type { Markup } from './page.ts'

/** Whether what is shown is whole, in a sentence. */
export function completeness(coverage: PeriodCoverage): Markup | Promise<Markup> {
  const sentence = coverageSentence(coverage)
  return sentence === null
    ? html`<p class="notice good">
        Whole: every list was read after it had stopped growing. <a href="/coverage">How this is known</a>
      </p>`
    : html`<p class="notice">${sentence} <a href="/coverage">Coverage</a></p>`
}
