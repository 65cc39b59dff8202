/** Elements that say nothing without their address. */
const LEFT_OUT: ReadonlySet<string> = new Set(['link', 'img', 'meta'])

/** What links are turned by. */
export interface LinkPlan {
  /** Link of an address from the root, with its query; undefined for one that the site does not have. */
  readonly linkOf: (address: string) => string | undefined
  /** Path of the site on its host, without a slash at its end: `/papers`, or nothing. */
  readonly base: string
  /** Address of the site for others, without a slash at its end; null while it is not known. */
  readonly publicUrl: string | null
}

/** A page with its links turned, and those that were taken out because nothing is there. */
export interface RewrittenPage {
  readonly html: string
  readonly missing: readonly string[]
}

/** An element with an address of ours: values are escaped, so that a quote or an angle bracket ends what it seems to end. */
const ELEMENT =
  /<(?<name>[a-z]+)\b[^<>]*?\s(?<attribute>href|src|action|content)="(?<address>[^"<>]*)"[^<>]*>/g

/**
 * Turns the links of a page, which are from the root, to where they lead below the site's path: on a static site to the
 * place where the page is written. A link to what it does not have, such as a page made by a query, becomes plain text.
 */
export function rewriteLinks(html: string, { linkOf, base, publicUrl }: LinkPlan): RewrittenPage {
  const missing = new Set<string>()
  const rewritten = html.replaceAll(ELEMENT, (element: string, ...rest: unknown[]) => {
    const { name, attribute, address } = rest.at(-1) as { name: string; attribute: string; address: string }
    const text = unescaped(address)
    const isOwn = publicUrl !== null && (text === publicUrl || text.startsWith(`${publicUrl}/`))
    if (!isOwn && (attribute === 'content' || !text.startsWith('/') || text.startsWith('//'))) return element
    const own = isOwn ? text.slice(publicUrl.length) || '/' : text
    const [, path = '', query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(own) ?? []
    const link = linkOf(`${path}${query ?? ''}`)
    if (link !== undefined) {
      const whole = `${isOwn ? publicUrl : base}${link}${fragment ?? ''}`
      return element.replace(`${attribute}="${address}"`, () => `${attribute}="${escaped(whole)}"`)
    }
    if (query === undefined) missing.add(path)
    // A link in the head that leads nowhere is no link, nor a picture one; a link in the text is still text.
    return LEFT_OUT.has(name) ? '' : element.replace(` ${attribute}="${address}"`, '')
  })
  return { html: rewritten, missing: [...missing] }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
