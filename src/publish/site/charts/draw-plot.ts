import { type PlotOptions, plot } from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** A drawing, and where its values stand in it, from left to right. */
export interface Drawing {
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
const { document } = parseHTML('<!doctype html><html><body></body></html>')

/** What a style may say that an attribute says as well. */
const PRESENTATION = new Set(['fill', 'stroke', 'opacity', 'fill-opacity', 'stroke-opacity', 'stroke-width'])

/**
 * Draws with Observable Plot, as markup that stands under a policy without inline styles: no style element or attribute,
 * and the same bytes for the same values. Its colours are the text's, or of the sheet's classes.
 */
export function drawPlot(options: PlotOptions, { name, title, description }: DrawingWords): Drawing {
  const figure = plot({ width: WIDTH, height: HEIGHT, ...options, document })
  const x = figure.scale('x')
  for (const element of figure.querySelectorAll('style')) element.remove()
  for (const element of [figure, ...figure.querySelectorAll('*')]) {
    attributesFromStyle(element)
    // The drawing is one image with a title: its parts have no names of their own.
    if (element !== figure) element.removeAttribute('aria-label')
    for (const attribute of element.attributes)
      if (/\d\.\d{2,}/.test(attribute.value)) attribute.value = rounded(attribute.value)
  }
  const [titleId, descriptionId] = [`${name}-title`, `${name}-desc`]
  figure.prepend(textElement('title', titleId, title), textElement('desc', descriptionId, description))
  for (const attribute of ['font-family', 'font-size', 'width', 'height']) figure.removeAttribute(attribute)
  figure.setAttribute('class', 'plot')
  figure.setAttribute('role', 'img')
  figure.setAttribute('aria-labelledby', `${titleId} ${descriptionId}`)
  return {
    svg: figure.outerHTML,
    x: (value) => middle(x, value),
  }
}

type Scale = ReturnType<ReturnType<typeof plot>['scale']>

function middle(scale: Scale, value: Date | number | string): number {
  return Math.round(Number(scale?.apply(value) ?? 0) + (scale?.bandwidth ?? 0) / 2)
}

function textElement(tag: 'title' | 'desc', id: string, text: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  element.setAttribute('id', id)
  element.textContent = text
  return element
}

function attributesFromStyle(element: Element): void {
  const style = element.getAttribute('style')
  if (style === null) return
  for (const declaration of style.split(';')) {
    const [name = '', value = ''] = declaration.split(':').map((part) => part.trim())
    if (PRESENTATION.has(name)) element.setAttribute(name, value)
  }
  element.removeAttribute('style')
}

/** Tenths of a pixel are as fine as anyone sees. */
function rounded(text: string): string {
  return text.replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))))
}
