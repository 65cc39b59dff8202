import { html } from 'hono/html'
import type { SiteContext } from '../site-context.ts'
import type { Markup } from './page.ts'

/** Path of a paper's picture, from this host; of its second one and so on. */
export function picturePath(paperId: string, place = 1): string {
  const path = `/picture/${encodeURIComponent(paperId)}`
  return place === 1 ? path : `${path}/${place}`
}

/** How large a picture is shown, in pixels: it takes this place before it is there. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/**
 * A paper's picture as an element that is loaded when it comes into view; nothing where pictures are off. Where there is
 * none the server answers with a drawing; a static page leaves the element out. It says nothing that the page does not.
 */
export function pictureImage(
  { pictures }: Pick<SiteContext, 'pictures'>,
  paperId: string,
  size: PictureSize,
  place = 1,
): Markup | Promise<Markup> | '' {
  return pictures === undefined ? '' : lazyImage(picturePath(paperId, place), size)
}

/** An image that says nothing that the text beside it does not; loaded when it comes into view. */
export function lazyImage(
  path: string,
  { width, height }: PictureSize,
  className?: string,
): Markup | Promise<Markup> {
  return html`<img
    ${className === undefined ? '' : html`class="${className}"`}
    src="${path}"
    alt=""
    width="${width}"
    height="${height}"
    loading="lazy"
    decoding="async"
  />`
}

/** Lines of writing on the drawn page. */
const LINES = 5

/**
 * Draws what stands in for a paper's picture: a page of writing whose lines follow from its id, in colours for light and
 * dark.
 */
export function standIn(paperId: string): string {
  let state = 7
  for (const letter of paperId) state = (state * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  const lines = Array.from({ length: LINES }, (_, place) => {
    state = (state * 171 + 11) % 9973
    return `M50 ${34 + place * 9}h${28 + (state % 17)}`
  })
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 144 80" preserveAspectRatio="xMidYMid slice">' +
    '<rect width="144" height="80" fill="#8a857a" fill-opacity=".08"/>' +
    '<rect x="40" y="12" width="64" height="80" rx="3" fill="#8a857a" fill-opacity=".1" stroke="#8a857a" stroke-opacity=".4"/>' +
    `<path d="M50 24h${30 + (state % 15)}" stroke="#b4562b" stroke-opacity=".6" stroke-width="5"/>` +
    `<path d="${lines.join('')}" stroke="#8a857a" stroke-opacity=".5" stroke-width="3"/></svg>`
  )
}
