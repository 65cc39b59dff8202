import { html } from 'hono/html'
import { dayOf } from '../../../model/day.ts'
import { repositoryAddress } from '../parts/links.ts'
import type { Markup } from '../parts/page.ts'
import { counted, shortDay } from '../parts/wording.ts'
import type { PaperUse } from './paper-facts.ts'

const KINDS = [
  ['model', 'Models'],
  ['dataset', 'Datasets'],
  ['space', 'Spaces'],
] as const

/** Models, data sets and spaces that name a paper, with when each came. */
export function paperUses(uses: readonly PaperUse[], source: string): Markup | Promise<Markup> | string {
  if (uses.length === 0) return ''
  return html`<h2>On Hugging Face</h2>
    <p class="quiet">Repositories that cite the paper, as its page there named them when it was read.</p>
    <div class="uses">
      ${KINDS.map(([kind, title]) => {
        const own = uses.filter((use) => use.kind === kind)
        return own.length === 0
          ? ''
          : html`<div>
              <h3>${title}</h3>
              <ul class="plain spaced">
                ${own.map((use) => entry(use, source))}
              </ul>
            </div>`
      })}
    </div>`
}

function entry({ kind, name, likes, downloads, firstSeen, lastWithout }: PaperUse, source: string) {
  const facts = [
    ...(likes === null ? [] : [counted(likes, 'like')]),
    ...(downloads === null ? [] : [counted(downloads, 'download')]),
    whenWords(firstSeen, lastWithout),
  ]
  return html`<li>
    <a href="${repositoryAddress(source, kind, name)}" rel="noopener nofollow external" dir="auto">${name}</a>
    <span class="quiet">${facts.join(', ')}</span>
  </li>`
}

/** A page is read now and then: what came, came between two readings. */
function whenWords(firstSeen: string, lastWithout: string | null): string {
  const seen = shortDay(dayOf(firstSeen))
  if (lastWithout === null) return `there by ${seen}`
  const before = shortDay(dayOf(lastWithout))
  return before === seen ? `since ${seen}` : `since ${before} to ${seen}`
}
