import { html } from 'hono/html'
import type { SiteContext } from '../site-context.ts'
import type { Markup, Page } from './page.ts'

/** What the networks that show cards ask for, in pixels. */
const SIZE = { width: 1200, height: 630 } as const
const TITLE = { letters: 34, lines: 4, size: 60, top: 190 } as const
const TEXT = { letters: 66, lines: 2, size: 30 } as const

/** The Open Graph picture of a page: a paper's own where it has one, else a card with its title. */
export function cardTags(
  { publicUrl, isStatic }: SiteContext,
  { path, picture }: Page,
): Markup | Promise<Markup> | '' {
  // Its address has to be a whole one. Of a static page only a picture is a file.
  if (publicUrl === null || (isStatic && picture === undefined)) return ''
  const address = picture ?? `${path}${path.includes('?') ? '&' : '?'}card=svg`
  return html`<meta property="og:image" content="${publicUrl}${address}" />`
}

/** A card as SVG: the name of the site, the page's title, and what it is about. */
export function cardSvg({ title, description }: Pick<Page, 'title' | 'description'>): string {
  const lines = linesOf(title, TITLE.letters, TITLE.lines)
  const below = TITLE.top + lines.length * TITLE.size * 1.2
  const texts = [
    textLine('Paperboy', { y: 100, size: 36, fill: '#9a3412', family: 'Georgia, serif', weight: 700 }),
    ...lines.map((line, place) =>
      textLine(line, {
        y: TITLE.top + place * TITLE.size * 1.2,
        size: TITLE.size,
        fill: '#1c1b19',
        family: 'Georgia, serif',
        weight: 700,
      }),
    ),
    ...linesOf(description, TEXT.letters, TEXT.lines).map((line, place) =>
      textLine(line, {
        y: below + place * TEXT.size * 1.4,
        size: TEXT.size,
        fill: '#5d5a53',
        family: 'system-ui, sans-serif',
        weight: 400,
      }),
    ),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}" viewBox="0 0 ${SIZE.width} ${SIZE.height}"><rect width="100%" height="100%" fill="#fcfbf8"/><rect width="100%" height="16" fill="#9a3412"/>${texts.join('')}</svg>`
}

interface TextStyle {
  readonly y: number
  readonly size: number
  readonly fill: string
  readonly family: string
  readonly weight: number
}

function textLine(text: string, { y, size, fill, family, weight }: TextStyle): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="80" y="${Math.round(y)}" font-size="${size}" font-family="${family}" font-weight="${weight}" fill="${fill}">${escaped}</text>`
}

/** Words in lines that fit; what does not is cut. Letters of East Asia are twice as wide. */
function linesOf(text: string, letters: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  // Control characters are none of XML's.
  for (const word of text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]+/gu, ' ').split(/\s+/)) {
    if (line !== '' && widthOf(`${line} ${word}`) > letters) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
    while (widthOf(line) > letters) {
      lines.push(line.slice(0, letters / 2))
      line = line.slice(letters / 2)
    }
    if (lines.length > most) break
  }
  if (line !== '') lines.push(line)
  return lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]} …`] : lines
}

function widthOf(text: string): number {
  return text.length + (text.match(/[\u1100-\uffef]/g)?.length ?? 0)
}
