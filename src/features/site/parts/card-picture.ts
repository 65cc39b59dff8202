import { html, raw } from 'hono/html'
import type { SiteContext } from '../site-context.ts'
import type { Markup } from './page.ts'
import { pictureImage, standIn } from './picture.ts'

const SIZE = { width: 136, height: 76 }

/** Shows a paper's picture on its card, over the drawing that stands in for it until it is there. */
export function cardPicture(context: SiteContext, paperId: string): Markup | Promise<Markup> {
  return html`<div class="picture" aria-hidden="true">
    ${raw(standIn(paperId))}${pictureImage(context, paperId, SIZE)}
  </div>`
}
