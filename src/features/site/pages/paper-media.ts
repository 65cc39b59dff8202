import { html } from 'hono/html'
import { safeLink } from '../parts/links.ts'
import type { Markup } from '../parts/page.ts'
import { pictureImage } from '../parts/picture.ts'
import { otherMedia, pictureAddresses } from '../pictures/picture-addresses.ts'
import type { SiteContext } from '../site-context.ts'
import type { PaperFacts } from './paper-facts.ts'

type Part = Markup | Promise<Markup> | string

const SIZE = { width: 600, height: 324 } as const

/** The picture that stands for a paper, from this host. */
export function firstPicture(context: SiteContext, facts: PaperFacts): Part {
  return pictureAddresses(facts).length === 0 ? '' : framed(context, facts, 1)
}

/** Its other pictures, and links to its films: those would have to come from another host. */
export function furtherMedia(context: SiteContext, facts: PaperFacts): Part {
  const pictures = context.isStatic ? [] : pictureAddresses(facts).slice(1)
  const shown = context.pictures === undefined ? [] : pictures
  const films = otherMedia(facts).flatMap((address) => safeLink(address) ?? [])
  if (shown.length + films.length === 0) return ''
  return html`<h2>Media</h2>
    ${shown.length === 0 ? '' : html`<div class="frames">${shown.map((_, place) => framed(context, facts, place + 2))}</div>`}
    ${
      films.length === 0
        ? ''
        : html`<ul class="buttons" aria-label="Films">
            ${films.map((address, place) => html`<li><a href="${address}" rel="noopener nofollow external">Video${films.length === 1 ? '' : ` ${place + 1}`}</a></li>`)}
          </ul>`
    }`
}

function framed(context: SiteContext, { paper }: PaperFacts, place: number): Part {
  const image = pictureImage(context, paper.paperId, SIZE, place)
  return image === '' ? '' : html`<div class="framed">${image}</div>`
}
