import { html } from 'hono/html'
import type { Markup } from '../parts/page.ts'
import { textDiff } from '../parts/text-diff.ts'
import { instantWords } from '../parts/wording.ts'
import type { Version } from './paper-facts.ts'

const NAMES: Readonly<Record<string, string>> = {
  title: 'Title',
  abstract: 'Abstract',
  ai_summary: 'AI summary',
  keywords: 'Keywords',
  repository: 'Repository',
  project_page: 'Project page',
}

/** What a paper said before: each part that changed, as the difference from one wording to the next. */
export function versionDiffs(versions: readonly Version[]): Markup | Promise<Markup> | string {
  const changes = versions.flatMap((version, place) => {
    const before = versions[place - 1]
    if (before?.fieldSet !== version.fieldSet) return []
    return Object.entries(version.fields).flatMap(([name, value]) => {
      const [old, now] = [textOf(before.fields[name]), textOf(value)]
      return old === now ? [] : [{ name, old, now, at: version.firstSeen }]
    })
  })
  if (changes.length === 0) return ''
  return html`<h2>Earlier versions</h2>
    <p class="quiet">What went is struck out, what came is underlined.</p>
    ${changes.map(
      ({ name, old, now, at }) =>
        html`<h3>${NAMES[name] ?? name}</h3>
          <p class="quiet">Seen changed on ${instantWords(at)}.</p>
          <p class="written" dir="auto">${textDiff(old, now)}</p>`,
    )}`
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((each) => textOf(each)).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
