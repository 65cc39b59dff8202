import { type PlotOptions, plot } from '@observablehq/plot'
import { svgDocument } from './svg-document.ts'

/** A drawing, and where its values stand in it, from left to right. */
export interface Drawing {
  /** Tells it from the others of its page. */
  readonly name: string
  readonly svg: string
  /** Pixels of the view box from its left, for a value of the x scale. */
  readonly x: (value: Date | number | string) => number
}

/** What a drawing is called and says, for those who don't see it. */
export interface DrawingWords {
  /** Tells it from the others of its page: a word. */
  readonly name: string
  readonly title: string
  readonly description: string
}

/** Small enough that its letters can be read on a telephone. */
const WIDTH = 360
const HEIGHT = 200
const SVG = 'http://www.w3.org/2000/svg'

/** What Plot asks of a document is all there. */
const DOCUMENT = svgDocument as unknown as Document

/**
 * Draws with Observable Plot, as markup that stands under a policy without inline styles: no style element or attribute,
 * and the same bytes for the same values. Its colours are the text's, or of the sheet's classes.
 *
 * @param document where it is drawn
 */
export function drawPlot(
  options: PlotOptions,
  { name, title, description }: DrawingWords,
  document: Document = DOCUMENT,
): Drawing {
  const figure = plot({ width: WIDTH, height: HEIGHT, ...options, document })
  const x = figure.scale('x')
  tidy(figure)
  const [titleId, descriptionId] = [`${name}-title`, `${name}-desc`]
  figure.prepend(
    textElement(document, 'title', titleId, title),
    textElement(document, 'desc', descriptionId, description),
  )
  for (const attribute of ['font-family', 'font-size', 'width', 'height']) figure.removeAttribute(attribute)
  figure.setAttribute('class', 'plot')
  figure.setAttribute('role', 'img')
  figure.setAttribute('aria-labelledby', `${titleId} ${descriptionId}`)
  return {
    name,
    svg: figure.outerHTML,
    x: (value) => middle(x, value),
  }
}

function tidy(element: Element): void {
  for (const attribute of element.getAttributeNames()) {
    const value = element.getAttribute(attribute) ?? ''
    if (/\d\.\d{2,}/.test(value)) element.setAttribute(attribute, rounded(value))
  }
  for (const child of element.children) {
    // Of all its values an attribute takes small capitals only; the sheet says what is meant.
    child.removeAttribute('font-variant')
    // The drawing is one image with a title: its parts have no names of their own.
    child.removeAttribute('aria-label')
    if (child.localName === 'style') child.remove()
    else tidy(child)
  }
}

type Scale = ReturnType<ReturnType<typeof plot>['scale']>

function middle(scale: Scale, value: Date | number | string): number {
  return Math.round(Number(scale?.apply(value) ?? 0) + (scale?.bandwidth ?? 0) / 2)
}

function textElement(document: Document, tag: 'title' | 'desc', id: string, text: string): SVGElement {
  const element = document.createElementNS(SVG, tag)
  element.setAttribute('id', id)
  element.textContent = text
  return element
}

/** Tenths of a pixel are as fine as anyone sees. */
function rounded(text: string): string {
  return text.replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))))
}
