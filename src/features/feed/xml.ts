import { escapeUTF8 } from 'entities'

/**
 * An element: its name, attributes (those that are null are left out), and either text or elements.
 *
 * Own code, since the feed libraries are incorrect: `feed` 6.0.0 writes `<` unescaped into attributes and declares
 * plain text to be HTML, `feedsmith` 3.0.1 adds blanks around every text with `&` or `<` in it, ids and links among
 * them, and both keep characters that XML forbids.
 */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | null>>
  readonly content: string | readonly XmlElement[]
}

type Content = string | readonly (XmlElement | null)[]

/** Makes an element with text or elements in it, leaving out null ones. */
export function element(
  name: string,
  content: Content = [],
  attributes: XmlElement['attributes'] = {},
): XmlElement {
  return {
    name,
    attributes,
    content: typeof content === 'string' ? content : content.filter((each) => each !== null),
  }
}

/** Renders an element as a document in UTF-8, with a line for each element. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${written(root, '')}`
}

function written({ name, attributes, content }: XmlElement, indent: string): string {
  const said = Object.entries(attributes).flatMap(([attribute, value]) =>
    value === null ? [] : [` ${attribute}="${escaped(value)}"`],
  )
  const opened = `${indent}<${name}${said.join('')}`
  if (content.length === 0) return `${opened}/>\n`
  const inner =
    typeof content === 'string'
      ? escaped(content)
      : `\n${content.map((child) => written(child, `${indent}  `)).join('')}${indent}`
  return `${opened}>${inner}</${name}>\n`
}

function escaped(text: string): string {
  return escapeUTF8(legalText(text))
}

/** Removes what XML 1.0 forbids: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
export function legalText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}
