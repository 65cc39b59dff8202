import { decodeAttribute } from './decode-attribute.ts'

/**
 * The JSON in a page's attribute, or why there is none. It is `gone` when the page has no such
 * component, or one without props; `damaged` when its props are truncated or not JSON, as after a transfer error; and
 * `unknown` when they are complete but of an unknown shape.
 */
export type PageBlob =
  | { readonly props: Record<string, unknown> }
  | { readonly problem: string; readonly trouble: 'gone' | 'damaged' | 'unknown' }

const LESS_THAN = 0x3c
const QUOTES = ['"', "'"] as const

/**
 * Reads the props that the server rendered for one hydrated component:
 * `<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="...">`.
 *
 * Only `"`, `&` and `<` are escaped in the attribute and `>` is raw, so the tag is read attribute by attribute;
 * the order of the attributes and the kind of quotes may differ in pages that were saved again. Works on bytes: a
 * whole page need not become a string, nor a DOM.
 *
 * @param html the page, UTF-8
 * @param target the component: `DailyPapers` or `PaperContent`
 */
export function pageBlob(html: Buffer, target: string): PageBlob {
  for (const quote of QUOTES) {
    const mark = `data-target=${quote}${target}${quote}`
    for (let at = html.indexOf(mark); at >= 0; at = html.indexOf(mark, at + mark.length)) {
      const raw = propsOfTagAround(html, at)
      if (raw === 'cut') {
        return { problem: `the tag of the component "${target}" is truncated`, trouble: 'damaged' }
      }
      if (raw && raw.length > 0) return parseProps(decodeAttribute(raw), target)
    }
  }
  return { problem: `no component "${target}" with data-props in the page`, trouble: 'gone' }
}

function parseProps(json: string, target: string): PageBlob {
  try {
    const props: unknown = JSON.parse(json)
    if (props !== null && typeof props === 'object' && !Array.isArray(props)) {
      return { props: props as Record<string, unknown> }
    }
    return { problem: `the props of "${target}" are not an object`, trouble: 'unknown' }
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : ''
    return { problem: `the props of "${target}" are not JSON: ${why}`, trouble: 'damaged' }
  }
}

/** Finds the raw value of `data-props` in the tag around a position; null when the tag lacks it. */
function propsOfTagAround(html: Buffer, position: number): Buffer | 'cut' | null {
  // A page saved by a browser may have raw "<" in the attribute, so the nearest one may not open the tag.
  let open = html.lastIndexOf(LESS_THAN, position)
  while (open >= 0) {
    const tag = /^<[a-z][\w-]*/i.exec(html.toString('latin1', open, open + 40))
    if (tag) {
      const { props, end, cut } = readTag(html, open + tag[0].length)
      if (end > position) return cut ? 'cut' : props
    }
    open = open === 0 ? -1 : html.lastIndexOf(LESS_THAN, open - 1)
  }
  return null
}

const ATTRIBUTE_NAME = /^\s*([^\s=>/"'<]+)\s*(=\s*)?(["'])?/

/** Reads attributes from inside a tag up to its end, without leaving a quoted value at a `>` in it. */
function readTag(html: Buffer, start: number): { props: Buffer | null; end: number; cut: boolean } {
  let props: Buffer | null = null
  let end = start
  for (;;) {
    const match = ATTRIBUTE_NAME.exec(html.toString('latin1', end, end + 200))
    if (!match) return { props, end, cut: false }
    const valueStart = end + match[0].length
    if (!match[2] || !match[3]) {
      end = valueStart
      continue
    }
    const close = html.indexOf(match[3], valueStart)
    // Already past the last attribute's name, so that the position of the target is before the end.
    if (close < 0) return { props, end: html.length, cut: true }
    if (match[1] === 'data-props') props = html.subarray(valueStart, close)
    end = close + 1
  }
}
