import { decodeAttribute } from './decode-attribute.ts'

/** The JSON that a page carries in an attribute, or why there is none. */
export type PageBlob = { readonly props: Record<string, unknown> } | { readonly problem: string }

const LESS_THAN = 0x3c
const QUOTES = ['"', "'"] as const

/**
 * The props that the server rendered for one hydrated component:
 * `<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="...">`.
 *
 * Only `"`, `&` and `<` are escaped in the attribute and `>` stands raw, so the tag is read attribute by attribute;
 * the order of the attributes and the kind of quotes may differ in pages that were saved again. Works on bytes: a
 * whole page need not become a string, nor a DOM.
 *
 * @param html the page, UTF-8
 * @param target the component: `DailyPapers` or `PaperContent`
 */
export function pageBlob(html: Buffer, target: string): PageBlob {
  let problem = `no component "${target}" with data-props in the page`
  for (const quote of QUOTES) {
    const mark = `data-target=${quote}${target}${quote}`
    for (let at = html.indexOf(mark); at >= 0; at = html.indexOf(mark, at + mark.length)) {
      const raw = propsOfTagAround(html, at)
      if (raw) return parseProps(decodeAttribute(raw), target)
      problem = `the component "${target}" has no complete data-props attribute`
    }
  }
  return { problem }
}

function parseProps(json: string, target: string): PageBlob {
  try {
    const props: unknown = JSON.parse(json)
    if (props !== null && typeof props === 'object' && !Array.isArray(props)) {
      return { props: props as Record<string, unknown> }
    }
    return { problem: `the props of "${target}" are no object` }
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : ''
    return { problem: `the props of "${target}" are no JSON: ${why}` }
  }
}

/** The raw value of `data-props` in the tag that surrounds a position, or null when the tag is cut or lacks it. */
function propsOfTagAround(html: Buffer, position: number): Buffer | null {
  // A page that was saved again may hold raw "<" inside the attribute, so the nearest one need not open the tag.
  let open = html.lastIndexOf(LESS_THAN, position)
  while (open >= 0) {
    const tag = /^<[a-z][\w-]*/i.exec(html.toString('latin1', open, open + 40))
    if (tag) {
      const { props, end } = readTag(html, open + tag[0].length)
      if (end > position) return props
    }
    open = open === 0 ? -1 : html.lastIndexOf(LESS_THAN, open - 1)
  }
  return null
}

const ATTRIBUTE_NAME = /^\s*([^\s=>/"'<]+)\s*(=\s*)?(["'])?/

/** Reads attributes from inside a tag up to its end, without leaving a quoted value at a `>` in it. */
function readTag(html: Buffer, start: number): { props: Buffer | null; end: number } {
  let props: Buffer | null = null
  let end = start
  for (;;) {
    const match = ATTRIBUTE_NAME.exec(html.toString('latin1', end, end + 200))
    if (!match) return { props, end }
    const valueStart = end + match[0].length
    if (!match[2] || !match[3]) {
      end = valueStart
      continue
    }
    const close = html.indexOf(match[3], valueStart)
    if (close < 0) return { props, end }
    if (match[1] === 'data-props') props = html.subarray(valueStart, close)
    end = close + 1
  }
}
