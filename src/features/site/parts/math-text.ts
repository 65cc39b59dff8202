import { renderToString } from 'katex'
import { html, raw } from 'hono/html'
import { LRUCache } from 'lru-cache'
import type { Markup } from './page.ts'

/**
 * A formula as abstracts and titles have it. By Pandoc's rule a dollar that opens has no space behind it, one that closes
 * none before it and no digit behind it: `$5 and $10` is money.
 */
const FORMULA =
  /\$\$(?<display>[^$]{1,500})\$\$|\$(?!\s)(?<inline>(?:\\.|[^$\\]){1,500}?)(?<!\s)\$(?!\d)|\\\((?<round>[^$]{1,500}?)\\\)/gs
const HAS_TEX = /[$\\]/
/** What is written with a backslash only because TeX would take it for something else. */
const ESCAPED = /\\([%&#_$])/g

/** The same formulas stand on many pages; null for one that TeX has no meaning for. */
const RENDERED = new LRUCache<string, { readonly markup: string | null }>({ max: 2000 })

/** A title or abstract with its formulas as MathML; what can't be read as TeX stays as it was written. */
export function mathText(text: string): Markup | Promise<Markup> | string {
  if (!HAS_TEX.test(text)) return text
  const parts: unknown[] = []
  let at = 0
  for (const match of text.matchAll(FORMULA)) {
    const { display, inline, round } = match.groups ?? {}
    const markup = mathMarkup(display ?? inline ?? round ?? '', display !== undefined)
    if (markup === null) continue
    parts.push(plain(text.slice(at, match.index)), raw(markup))
    at = match.index + match[0].length
  }
  parts.push(plain(text.slice(at)))
  return html`${parts}`
}

/** Formulas whose signs say the same without their places. */
const NEEDS_PLACES = /\^|\\(?:frac|sqrt|begin|over)/

/** A text for where no markup can stand, as in a tab: simple formulas as their signs (`π0.5`), others as TeX. */
export function mathWords(text: string): string {
  if (!HAS_TEX.test(text)) return text
  return plain(
    text.replaceAll(FORMULA, (whole, ...match: unknown[]) => {
      const { display, inline, round } = match.at(-1) as Readonly<Record<string, string | undefined>>
      const tex = display ?? inline ?? round ?? ''
      const markup = mathMarkup(tex, false)
      if (markup === null) return whole
      return NEEDS_PLACES.test(tex) ? tex : signsOf(markup)
    }),
  )
}

function signsOf(markup: string): string {
  return markup
    .replaceAll(/<annotation[^]*?<\/annotation>|<[^>]*>|[\u2061-\u2064]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

function plain(text: string): string {
  return text.replaceAll(ESCAPED, '$1')
}

function mathMarkup(tex: string, isDisplay: boolean): string | null {
  const key = `${isDisplay ? '$$' : '$'}${tex}`
  const known = RENDERED.get(key)
  if (known !== undefined) return known.markup
  const markup = render(tex, isDisplay)
  RENDERED.set(key, { markup })
  return markup
}

function render(tex: string, displayMode: boolean): string | null {
  // Between two prices that are written "1$" there are words.
  if (/[A-Za-z]{4}/.test(tex) && !/[\\^_{}]/.test(tex)) return null
  try {
    const rendered = renderToString(tex, {
      displayMode,
      // No style attribute stands in this output: the pages' policy forbids them.
      output: 'mathml',
      throwOnError: true,
      strict: 'ignore',
      maxExpand: 100,
      maxSize: 5,
      // Links, pictures and attributes: left alone they would come out as red text.
      trust: () => {
        throw new TypeError('a formula has no links')
      },
    })
    return /<math[\s\S]*<\/math>/.exec(rendered)?.[0] ?? null
  } catch {
    return null
  }
}
